@echo off
rem Runs a chapter or a command of the workbook through the jbang whose version pom.xml names.
rem Maven fetches that one once, into .jbang\ beside this script. The sh script jbang beside it
rem does the same and says more about the reasons.
rem
rem   .\jbang                                   lists the commands
rem   .\jbang chapters\Step1.java ARGUMENTS
rem
rem Beyond what cmd can do: hand on a line break, or one of its special characters outside of
rem double quotes; and become the chapter, as an exec would. So after a Ctrl+C, which the
rem chapter does get, cmd asks whether to terminate the batch job.
rem
rem Two kinds of setlocal take turns. Where text that may hold an exclamation mark comes in
rem through a percent sign, delayed expansion is off; where such text is used, it is on, as
rem cmd then looks for no special characters in it.
rem
rem The chapter sees these variables too; the prefix keeps them apart from HOME and the like.
setlocal EnableExtensions DisableDelayedExpansion
set "wb_self=%~f0"
set "wb_home=%~dp0"
set "wb_system=%SystemRoot%\System32"
set "wb_catalog=%wb_home%jbang-catalog.json"

rem What the user typed to start us, for programs that print commands. PowerShell hands on the
rem full path; in the workbook's folder .\jbang works in each shell. Quoted if it has a space.
set "WORKBOOK_LAUNCHER=%~0"
if /i "%CD%\"=="%wb_home%" set "WORKBOOK_LAUNCHER=.\jbang"
if not "%WORKBOOK_LAUNCHER: =%"=="%WORKBOOK_LAUNCHER%" set WORKBOOK_LAUNCHER="%WORKBOOK_LAUNCHER%"

rem As one text: taking them one by one would lose each = and , and ; between them.
set wb_args=%*

rem What is to be run: the script of one of the workbook's commands, which are the aliases in
rem the catalog; a script; or something that only jbang knows. Else the commands are listed.
rem wb_first is what stands for the script on the command line.
set "wb_script="
set "wb_first="
set "wb_list="
set "wb_word=%~1"
if not defined wb_word set "wb_list=help"& goto known
if "%wb_word%"=="-h" set "wb_list=help"& goto known
if "%wb_word%"=="--help" set "wb_list=help"& goto known
if "%wb_word:~0,1%"=="-" goto known
if /i not "%~x1"==".java" goto no_file
if exist "%~1" set "wb_script=%~1"& set wb_first=%1
goto known
:no_file
rem jbang's own commands.
for %%C in (run build init edit cache export jdk config trust alias template catalog app completion info version wrapper) do if "%wb_word%"=="%%C" goto known
rem An address, or an alias of another catalog.
for /f "delims=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-" %%R in ("%wb_word%") do goto known
rem The catalog has one key a line. Between quotes: the name and `: {`, or the key, `: ` and value.
for /f usebackq^ tokens^=2-4^ delims^=^" %%A in ("%wb_catalog%") do (
    if "%%B"==": {" call :alias "%%A"
    if "%%A"=="script-ref" if defined wb_here set "wb_script=%wb_home%%%C"
)
if defined wb_script set wb_first=%1
if not defined wb_script set "wb_list=word"
:known

rem --- a JDK: 25 if there is one, as Step 4 needs exactly that; else the newest that is later ---

set "wb_jdk="
set "wb_feature=24"
if defined JAVA_HOME call :look "%JAVA_HOME:"=%"
if defined JAVA_HOME_25_X64 call :look "%JAVA_HOME_25_X64%"
if defined JAVA_HOME_25_ARM64 call :look "%JAVA_HOME_25_ARM64%"
for %%J in (javac.exe) do if not "%%~$PATH:J"=="" for %%H in ("%%~dp$PATH:J..") do call :look "%%~fH"
rem The vendors' folders: Java, Eclipse Adoptium, Microsoft, Zulu, Amazon Corretto, ...
for /d %%V in ("%ProgramFiles%\*" "%LOCALAPPDATA%\Programs\*") do (
    for /d %%D in ("%%~V\*jdk*" "%%~V\zulu*") do call :look "%%~D"
)
for /d %%D in (
    "%USERPROFILE%\.jdks\*"
    "%USERPROFILE%\.jbang\cache\jdks\*"
    "%USERPROFILE%\scoop\apps\*jdk*"
) do (
    call :look "%%~D"
    call :look "%%~D\current"
)

set "wb_get=get one with winget install EclipseAdoptium.Temurin.25.JDK, or from https://adoptium.net/temurin/releases/?version=25, or set JAVA_HOME to yours."
if defined wb_jdk goto jdk_found
>&2 echo jbang: found no JDK 25 or later: %wb_get%
exit /b 2

rem A script that says //JAVA 25, where others say //JAVA 25+, needs exactly that.
:jdk_found
set "JAVA_HOME=%wb_jdk%"
if "%wb_feature%"=="25" goto jdk_fits
set "wb_needs="
if defined wb_script for /f "usebackq tokens=1,2" %%L in ("%wb_script%") do (
    if "%%L"=="//JAVA" set "wb_needs=%%M"
)
if not "%wb_needs%"=="25" goto jdk_fits
>&2 echo jbang: %wb_word% needs exactly JDK 25, and the one found is JDK %wb_feature%: %wb_get%
exit /b 2

:jdk_fits
if not defined wb_list goto pinned
if "%wb_list%"=="help" set "wb_word="
setlocal EnableDelayedExpansion
if defined wb_word set wb_word="!wb_word!"
"!JAVA_HOME!\bin\java.exe" -XX:TieredStopAtLevel=1 "!wb_home!tools\Commands.java" "!wb_catalog!" !wb_word!
exit /b !ERRORLEVEL!

rem --- jbang ---

:pinned
set "wb_version="
for /f "usebackq tokens=1,2 delims=<> " %%A in ("%wb_home%pom.xml") do (
    if "%%A"=="jbang.version" set "wb_version=%%B"
)
if defined wb_version goto version_found
>&2 echo jbang: %wb_home%pom.xml names no jbang.version.
exit /b 2

:version_found
set "wb_cache=%wb_home%.jbang"
set "wb_name=jbang-cli-%wb_version%-all"
set "wb_jar=%wb_cache%\%wb_name%.jar"

rem A folder that no one else has: for the fetched jar and for jbang's answer. Two launches in
rem the same second get the same random numbers: the later one finds the name taken.
set "wb_work="
for /l %%N in (1,1,9) do call :new_folder
if defined wb_work goto work_found
>&2 echo jbang: cannot write to %wb_cache%.
exit /b 2

:work_found
if exist "%wb_jar%" goto ready
set "wb_mvn="
for %%M in (mvn.exe mvn.bat mvn.cmd) do if not "%%~$PATH:M"=="" set "wb_mvn=%%~$PATH:M"
if defined wb_mvn goto fetch
rd /s /q "%wb_work%"
>&2 echo jbang: found no Maven (mvn) on the PATH: install Maven, then start again.
exit /b 2

rem Moved into place in one step: neither Ctrl+C nor a second launch at the same time ever sees
rem half a jar.
:fetch
>&2 echo Fetching jbang %wb_version% through Maven, once ...
call "%wb_mvn%" -q -B -N -Dstyle.color=never -f "%wb_home%pom.xml" dependency:copy@jbang "-Djbang.directory=%wb_work%" <nul >"%wb_work%\log" 2>&1
if not exist "%wb_jar%" move /y "%wb_work%\%wb_name%.jar" "%wb_jar%" >nul 2>&1
if exist "%wb_jar%" goto ready
type "%wb_work%\log" >&2
rd /s /q "%wb_work%"
>&2 echo jbang: Maven could not fetch jbang %wb_version% (its message is above): check the network or the proxy in .m2\settings.xml and start again.
exit /b 2

rem for /f reads jbang's answer in the console's code page; Java would write it in UTF-8, and
rem then no chapter would start for a user whose folder has a letter beyond ASCII in its name.
:ready
set "wb_page=0"
for /f "tokens=2 delims=:." %%C in ('%wb_system%\chcp.com') do for %%P in (%%C) do set "wb_page=%%P"
set "wb_encoding=-Dfile.encoding=cp%wb_page%"
if %wb_page% GEQ 874 if %wb_page% LEQ 950 set "wb_encoding=-Dfile.encoding=ms%wb_page%"
if %wb_page% EQU 65001 set "wb_encoding="
if %wb_page% EQU 0 set "wb_encoding="

set "wb_notty=true"
"%wb_system%\timeout.exe" /t 0 >nul 2>&1 && set "wb_notty=false"

setlocal EnableDelayedExpansion
set "wb_question=!wb_args!"
if defined wb_first set "wb_question=!wb_first!"
setlocal
set "JBANG_RUNTIME_SHELL=cmd"
set "JBANG_STDIN_NOTTY=!wb_notty!"
set "JBANG_LAUNCH_CMD=!wb_self!"
set "JBANG_NO_VERSION_CHECK=true"
"!JAVA_HOME!\bin\java.exe" -XX:TieredStopAtLevel=1 !wb_encoding! !JBANG_JAVA_OPTIONS! -jar "!wb_jar!" !wb_question! >"!wb_work!\answer"
endlocal & set "wb_status=%ERRORLEVEL%"

rem Status 255 means that the answer is a command for us to run; else it is jbang's output.
if "!wb_status!"=="255" goto answered
type "!wb_work!\answer"
rd /s /q "!wb_work!"
exit /b !wb_status!

:answered
setlocal DisableDelayedExpansion
set "wb_answer="
for /f "usebackq delims=" %%A in ("%wb_work%\answer") do set "wb_answer=%%A"
rd /s /q "%wb_work%"
if not defined wb_answer exit /b 255
if defined wb_first goto run_script
rem The answer is escaped for being parsed once.
%wb_answer%
exit /b %ERRORLEVEL%

rem Of a script's arguments jbang has seen none, they go straight to the script: jbang would
rem drop an empty one, leave angle brackets bare, replace @NAME by what is in the file NAME, and
rem download what begins with a percent sign and https. So the script's name is cut off the
rem arguments, letter by letter: the text wb_first off the front of the text wb_rest.
:run_script
setlocal EnableDelayedExpansion
set "wb_rest=!wb_args! "
:cut_blank
if "!wb_rest:~0,1!"==" " set "wb_rest=!wb_rest:~1!"& goto cut_blank
set "wb_first=!wb_first!."
:cut_letter
if not "!wb_first!"=="." (
    set "wb_first=!wb_first:~1!"
    set "wb_rest=!wb_rest:~1!"
    goto cut_letter
)
%wb_answer% !wb_rest!
exit /b !ERRORLEVEL!

rem Whether the catalog's lines that follow are those of the word.
:alias
set "wb_here="
if "%~1"=="%wb_word%" set "wb_here=yes"
exit /b 0

rem Sets wb_jdk to the given folder if it is a better JDK than the best so far. The file
rem `release` says so; starting a JVM to ask would take longer than all the rest.
:look
if "%wb_feature%"=="25" exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "wb_found=0"
for /f "usebackq tokens=1,2 delims==" %%K in ("%~1\release") do (
    if "%%K"=="JAVA_VERSION" for /f "delims=.-" %%V in ("%%~L") do set "wb_found=%%V"
)
if not "%wb_found%"=="25" if %wb_found% LEQ %wb_feature% exit /b 0
set "wb_jdk=%~1"
set "wb_feature=%wb_found%"
exit /b 0

:new_folder
if defined wb_work exit /b 0
set "wb_candidate=%wb_cache%\work.%RANDOM%.%RANDOM%"
mkdir "%wb_candidate%" 2>nul && set "wb_work=%wb_candidate%"
exit /b 0
