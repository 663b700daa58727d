@echo off
rem Runs jbang: the installed one if there is one, else the one whose version pom.xml names,
rem which Maven fetches once into .jbang\ beside this script. The sh script jbang beside it
rem does the same and says more about the reasons.
rem
rem   jbang chapters\Step1.java ARGUMENTS
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

rem As one text: taking them one by one would lose each = and , and ; between them.
set wb_args=%*
rem A file's arguments do not go through jbang, see the end. `run FILE` is the same as FILE.
set "wb_chapter="
set "wb_skip="
if "%~1"=="run" if /i "%~x2"==".java" if exist "%~2" set "wb_skip=run"& shift /1
if /i "%~x1"==".java" if exist "%~1" set wb_chapter=%1

rem --- a JDK 25, exactly 25, and not a JRE ---

set "wb_jdk="
if defined JAVA_HOME call :jdk25 "%JAVA_HOME:"=%"
if defined JAVA_HOME_25_X64 call :jdk25 "%JAVA_HOME_25_X64%"
if defined JAVA_HOME_25_ARM64 call :jdk25 "%JAVA_HOME_25_ARM64%"
if defined JAVA_HOME_25_AARCH64 call :jdk25 "%JAVA_HOME_25_AARCH64%"

set "wb_folders=%PATH:"=%"
for %%D in ("%wb_folders:;=" "%") do (
    if exist "%%~D\javac.exe" for %%H in ("%%~D\..") do call :jdk25 "%%~fH"
)
rem The vendors' folders: Java, Eclipse Adoptium, Microsoft, Zulu, Amazon Corretto, ...
if not defined wb_jdk for /d %%V in ("%ProgramFiles%\*" "%LOCALAPPDATA%\Programs\*") do (
    for /d %%D in ("%%~V\*25*") do call :jdk25 "%%~D"
)
set "wb_downloads=%USERPROFILE%\.jbang\cache"
if defined JBANG_DIR set "wb_downloads=%JBANG_DIR%\cache"
if defined JBANG_CACHE_DIR set "wb_downloads=%JBANG_CACHE_DIR%"
if not defined wb_jdk for /d %%D in (
    "%USERPROFILE%\.jdks\*"
    "%wb_downloads%\jdks\*"
    "%LOCALAPPDATA%\mise\installs\java\*"
    "%USERPROFILE%\.m2\jdks\*"
    "%USERPROFILE%\.gradle\jdks\*"
    "%USERPROFILE%\.sdkman\candidates\java\*"
) do call :jdk25 "%%~D"
if not defined wb_jdk for /d %%D in ("%USERPROFILE%\scoop\apps\*25*") do call :jdk25 "%%~D\current"

rem Another jbang on the PATH. WORKBOOK_JBANG marks that a launcher of the workbook has handed
rem over already: two checkouts on the PATH would call each other forever.
set "wb_other="
if not defined WORKBOOK_JBANG for %%D in ("%wb_folders:;=" "%") do (
    for %%F in ("%%~D\jbang.exe" "%%~D\jbang.cmd") do (
        if exist "%%~F" if not defined wb_other if /i not "%%~fF"=="%wb_self%" set "wb_other=%%~fF"
    )
)

if defined wb_jdk goto jdk_found
set "wb_get=winget install EclipseAdoptium.Temurin.25.JDK"
if defined wb_other set "wb_get=jbang jdk install 25"
>&2 echo jbang: found no JDK 25 (exactly 25): get one with %wb_get%, or from https://adoptium.net/temurin/releases/?version=25, or set JAVA_HOME to yours.
exit /b 2

:jdk_found
set "JAVA_HOME=%wb_jdk%"
if not defined wb_other goto pinned
set "WORKBOOK_JBANG=%wb_self%"
rem Without `call`, which would parse the arguments twice, a .cmd never comes back from here.
"%wb_other%" %*
exit /b %ERRORLEVEL%

rem --- the pinned jbang ---

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
if exist "%wb_jar%" goto ready

set "wb_mvn="
for %%M in (mvn.exe mvn.bat mvn.cmd) do if not "%%~$PATH:M"=="" set "wb_mvn=%%~$PATH:M"
if defined wb_mvn goto fetch
>&2 echo jbang: found no Maven (mvn) on the PATH: install Maven or jbang, then start again.
exit /b 2

rem Into a folder of its own, then moved into place in one step: neither Ctrl+C nor a second
rem launch at the same time ever sees half a jar.
:fetch
call :new_folder wb_work "%wb_cache%\work"
if defined wb_work goto fetch_into
>&2 echo jbang: cannot write to %wb_cache%.
exit /b 2
:fetch_into
>&2 echo Fetching jbang %wb_version% through Maven, once ...
call "%wb_mvn%" -q -B -N -Dstyle.color=never -f "%wb_home%pom.xml" dependency:copy@jbang "-Djbang.directory=%wb_work%" <nul >"%wb_work%\log" 2>&1
if not exist "%wb_jar%" move /y "%wb_work%\%wb_name%.jar" "%wb_jar%" >nul 2>&1
if exist "%wb_jar%" goto fetched
type "%wb_work%\log" >&2
rd /s /q "%wb_work%"
>&2 echo jbang: Maven could not fetch jbang %wb_version% (its message is above): check the network or the proxy in .m2\settings.xml and start again, or install jbang yourself.
exit /b 2
:fetched
rd /s /q "%wb_work%" 2>nul
for %%F in ("%wb_cache%\jbang-cli-*") do if /i not "%%~nxF"=="%wb_name%.jar" del /q "%%~F" 2>nul
rem What launches that were interrupted have left behind.
for /d %%D in ("%wb_cache%\work.*") do rd /s /q "%%~D" 2>nul

:ready
rem The AOT cache fits one build of the JDK only, so that build is a part of its name.
set "wb_build="
for /f "usebackq tokens=1,2 delims==" %%K in ("%JAVA_HOME%\release") do (
    if "%%K"=="JAVA_RUNTIME_VERSION" set "wb_build=%%~L"
)
set "wb_aot=%wb_cache%\%wb_name%.%wb_build%.aot"
set "wb_work="
if exist "%wb_aot%" goto cache_known
del /q "%wb_cache%\jbang-cli-*.aot" 2>nul
call :new_folder wb_work "%wb_cache%\work"
:cache_known

rem for /f reads jbang's answer in the console's code page; Java would write it in UTF-8, and
rem then no chapter would start for a user whose folder has a letter beyond ASCII in its name.
set "wb_page=0"
for /f "tokens=2 delims=:." %%C in ('%wb_system%\chcp.com') do for %%P in (%%C) do set "wb_page=%%P"
set "wb_encoding=-Dfile.encoding=cp%wb_page%"
if %wb_page% GEQ 874 if %wb_page% LEQ 950 set "wb_encoding=-Dfile.encoding=ms%wb_page%"
if %wb_page% EQU 65001 set "wb_encoding="
if %wb_page% EQU 0 set "wb_encoding="

set "wb_notty=true"
"%wb_system%\timeout.exe" /t 0 >nul 2>&1 && set "wb_notty=false"

call :new_folder wb_out "%TEMP%\jbang"
if defined wb_out goto ask
>&2 echo jbang: cannot write to %TEMP%.
exit /b 2

:ask
setlocal EnableDelayedExpansion
set "wb_flags=-XX:TieredStopAtLevel=1 -Xlog:disable -XX:+VerifySharedSpaces !wb_encoding!"
rem A second collector would be one too many for the JVM.
set "wb_given=!JAVA_TOOL_OPTIONS! !JDK_JAVA_OPTIONS! !JBANG_JAVA_OPTIONS!"
if "!wb_given:GC=!"=="!wb_given!" set "wb_flags=!wb_flags! -XX:+UseSerialGC"
set "wb_question=!wb_args!"
if defined wb_chapter set "wb_question=!wb_chapter!"

setlocal
set "JBANG_RUNTIME_SHELL=cmd"
set "JBANG_STDIN_NOTTY=!wb_notty!"
set "JBANG_LAUNCH_CMD=!wb_self!"
set "JBANG_NO_VERSION_CHECK=true"
"!JAVA_HOME!\bin\java.exe" !wb_flags! "-XX:AOTCache=!wb_aot!" !JBANG_JAVA_OPTIONS! -jar "!wb_jar!" !wb_question! >"!wb_out!\answer"
endlocal & set "wb_status=%ERRORLEVEL%"

rem Status 255 means that the answer is a command for us to run; else it is jbang's output.
if "!wb_status!"=="255" goto answered
type "!wb_out!\answer"
rd /s /q "!wb_out!"
if defined wb_work rd /s /q "!wb_work!"
exit /b !wb_status!

:answered
if not defined wb_work goto trained
rem Resolving once more what has just been built is what every later start does. If the cache
rem cannot be made, an empty file says not to try again.
>&2 echo Preparing faster starts of jbang, once ...
setlocal
set "JBANG_RUNTIME_SHELL=cmd"
set "JBANG_STDIN_NOTTY=true"
set "JBANG_NO_VERSION_CHECK=true"
"!JAVA_HOME!\bin\java.exe" !wb_flags! "-XX:AOTCacheOutput=!wb_work!\aot" !JBANG_JAVA_OPTIONS! -jar "!wb_jar!" !wb_question! <nul >nul 2>&1
endlocal
if not exist "!wb_work!\aot" type nul >"!wb_work!\aot"
move /y "!wb_work!\aot" "!wb_aot!" >nul 2>&1
rd /s /q "!wb_work!"

:trained
setlocal DisableDelayedExpansion
set "wb_answer="
for /f "usebackq delims=" %%A in ("%wb_out%\answer") do set "wb_answer=%%A"
rd /s /q "%wb_out%"
if not defined wb_answer exit /b 255
if defined wb_chapter goto run_chapter
rem The answer is escaped for being parsed once.
%wb_answer%
exit /b %ERRORLEVEL%

rem Of a file's arguments jbang has seen none, they go straight to the chapter: jbang would
rem drop an empty one, leave angle brackets bare, replace @NAME by what is in the file NAME,
rem and download what begins with a percent sign and https. So the file, and a `run` before
rem it, are cut off the arguments, letter by letter.
:run_chapter
setlocal EnableDelayedExpansion
set "wb_rest=!wb_args! "
if defined wb_skip set "wb_token=!wb_skip!."& call :cut
set "wb_token=!wb_chapter!."
call :cut
%wb_answer% !wb_rest!
exit /b !ERRORLEVEL!

rem Cuts the text wb_token, which ends in a dot of ours, off the front of the text wb_rest.
:cut
if "!wb_rest:~0,1!"==" " set "wb_rest=!wb_rest:~1!"& goto cut
:cut_letter
if "!wb_token!"=="." exit /b 0
set "wb_token=!wb_token:~1!"
set "wb_rest=!wb_rest:~1!"
goto cut_letter

rem Sets wb_jdk to the given folder if it is a JDK 25, unless one has been found. The file
rem `release` says so; starting a JVM to ask would take longer than all the rest.
:jdk25
if defined wb_jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "usebackq tokens=1,2 delims==" %%K in ("%~1\release") do (
    if "%%K"=="JAVA_VERSION" for /f "delims=." %%V in ("%%~L") do if "%%V"=="25" set "wb_jdk=%~1"
)
exit /b 0

rem Makes a folder that no one else has, and sets the given variable to its path. Two launches
rem in the same second get the same random numbers: the later one finds the name taken.
:new_folder
set "%~1="
for /l %%N in (1,1,9) do call :try_folder %1 %2
exit /b 0
:try_folder
if defined %~1 exit /b 0
set "wb_candidate=%~2.%RANDOM%.%RANDOM%"
mkdir "%wb_candidate%" 2>nul && set "%~1=%wb_candidate%"
exit /b 0
