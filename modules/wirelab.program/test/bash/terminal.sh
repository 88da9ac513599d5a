# A terminal of a lab sheet: bash terminal.sh FOLDER. Commands come on standard input, three texts each, ended by zero bytes:
# its number, how it is run, the command. What it prints goes to FOLDER/NUMBER; when it is over its number and status come out.
# What one types comes through FOLDER/keys, which both ends keep open, so that nothing ends for want of a typist.
folder=$1
exec 3<&0 0<>"$folder/keys"
set -m
status=0
while IFS= read -r -d '' number <&3 && IFS= read -r -d '' way <&3 && IFS= read -r -d '' command <&3; do
  if [[ $way == typed ]]; then
    # On a terminal of its own, as the typist is asked for passwords; what is typed is not shown a second time. The typist waits
    # for the word.
    quiet="stty -echo cols 80 rows 24; echo type; $command"
    { (exit "$status"); script -qefc "$quiet" /dev/null; } >"$folder/$number" 2>&1 3<&-
  elif [[ $way == background ]]; then
    eval "{ $command
    } >\"\$folder/\$number\" 2>&1 3<&- &"
    status=0
    echo "$number $! started"
    continue
  else
    { (exit "$status"); eval "$command"; } >"$folder/$number" 2>&1 3<&-
  fi
  status=$?
  echo "$number $status"
done
