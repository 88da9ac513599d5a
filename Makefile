# The verbs of build.sh, for those who type make. Arguments go in ARGS: make run ARGS="EchoServer --port 7007"
VERBS := build run test tour bench deps docs image env clean help
.PHONY: $(VERBS)
.DEFAULT_GOAL := build
$(VERBS):
	@./build.sh $@ $(ARGS)
