-- Each request is for something that nobody has asked for before.
local thread = 0
function setup(t) t:set("id", thread) thread = thread + 1 end
function init() n = 0 base = os.time() end
function request()
  n = n + 1
  return wrk.format("GET", wrk.path .. "?" .. base .. "-" .. id .. "-" .. n)
end
