#!/bin/sh
# Starts the kernel beside this script as a host that speaks the process protocol on the standard input and output. The
# kernel has them as descriptors 3 and 4 (harness.c); what else it has to say goes to the standard error. Of a folder for
# its own use (uml_dir) there is no need, so that nothing stays behind.
#
# The kernel and its program are two processes that wait for one another all the time: on one processor that takes a quarter.
# The one on which this script was put is as good as any: field 39 of proc(5)'s stat, 37 behind the name.
read -r stat </proc/$$/stat
set -- ${stat##*) }
taskset -c "${37}" true 2>/dev/null && on_one="taskset -c ${37}"
exec $on_one "$(dirname "$0")/linux" time-travel=inf-cpu mem=128M time-travel-start=0 con=null con0=null,fd:2 ssl=null umid=host \
  uml_dir=/dev/null 3<&0 4>&1 </dev/null >&2
