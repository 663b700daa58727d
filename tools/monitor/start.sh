#!/bin/sh
# start status|monitor ARGUMENTS: the repo monitor, without jbang. A link to it that is named
# status or monitor needs no first argument.
# Monitor.java makes it from tools/monitor/start.sh: it puts quoted words for the @NAMES@.
link=
case ${0##*/} in
    status | monitor)
        link=${0##*/}
        set -- "$link" "$@"
        ;;
esac

# Build again what has changed.
if [ ! -x @JAVA@ ] || [ -n "$(find @WATCHED@ -newer @START@ 2>&1)" ]; then
    WORKBOOK_ROOT=@ROOT@ exec @JBANG@ @MONITOR@ "$@"
fi

# Without a locale that is installed, Java turns each character beyond ASCII into a question mark.
locale=${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}
case $locale in
    C | POSIX) charset=ASCII ;;
    *) charset=$(locale charmap 2>/dev/null) ;;
esac
case $charset in
    ANSI_X3.4-1968 | US-ASCII | 646)
        echo "The locale $locale is not installed here, so C.UTF-8 is used." >&2
        charset=missing
        ;;
esac
case $charset in
    ASCII | missing)
        LC_CTYPE=C.UTF-8
        [ ! -d /usr/share/locale/UTF-8 ] || LC_CTYPE=UTF-8 # its name on macOS and the BSDs
        export LC_CTYPE
        # One that is missing, in any of the variables, makes the system refuse all others.
        [ -z "$LC_ALL" ] && [ $charset = ASCII ] || export LC_ALL="$LC_CTYPE"
        ;;
esac

# Java cannot tell which of the two streams is a terminal.
out=false
err=false
[ ! -t 1 ] || out=true
[ ! -t 2 ] || err=true

exec @JVM@ -Dmonitor.link=$link -Dmonitor.out=$out -Dmonitor.err=$err monitor.MonitorMain "$@"
