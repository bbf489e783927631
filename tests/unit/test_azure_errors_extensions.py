"""The messages of failed extensions, in the forms that they have had, give name, handler, exit code and output."""

from unit.azure_error_parts import SCRIPT, WEB, error

from generator.azure.errors import azure_error
from generator.azure.errors.extensions import read_extension
from generator.diagnostics import Diagnostic

CODE = "VMExtensionProvisioningError"
FAILED = "VM has reported a failure when processing extension 'app'"
ENABLE = "Enable failed: failed to execute command: command terminated with exit status=1"
LINUX = "More information on troubleshooting is available at https://aka.ms/VMExtensionCSELinuxTroubleshoot"
WINDOWS = "More information on troubleshooting is available at https://aka.ms/VMExtensionCSEWindowsTroubleshoot."


def diagnosed(message: str, code: str = CODE) -> Diagnostic:
    return azure_error({"error": error(code, message)}, resource_id=WEB)


def test_a_script_on_linux() -> None:
    read = read_extension(SCRIPT)

    assert (read.name, read.exit_code, read.windows, read.script) == ("app", 127, False, True)
    assert read.says == f"{FAILED}: Enable failed: failed to execute command: command terminated with exit status=127"
    assert read.stdout == ("Reading package lists...",)
    assert read.stderr == ("E: Unable to locate package ngnix", "./install.sh: line 7: ngnix: command not found")


def test_a_script_on_linux_before_azure_told_its_output() -> None:
    read = read_extension(f'{FAILED}. Error message: "{ENABLE}".')

    assert (read.says, read.exit_code, read.stdout, read.stderr) == (f"{FAILED}: {ENABLE}", 1, (), ())


def test_a_script_on_linux_with_its_handler() -> None:
    handler = "(publisher 'Microsoft.Azure.Extensions' and type 'CustomScript')"
    read = read_extension(
        f"{FAILED} {handler}. Error message: '{ENABLE}\n[stdout]\n\n[stderr]\nno such file\n'. {LINUX}. "
    )

    assert read.handler == "Microsoft.Azure.Extensions.CustomScript"
    assert (read.name, read.exit_code, read.stderr) == ("app", 1, ("no such file",))


def test_a_script_on_windows_with_its_errors() -> None:
    read = read_extension(
        "VM has reported a user failure when processing extension 'app'. Please correct the error and try again. "
        "(publisher 'Microsoft.Compute' and type 'CustomScriptExtension'). Error code: '3'. Error message: 'Command "
        "execution finished, but failed because it returned a non-zero exit code of: '2'. The command had an error "
        "output of: 'Access is denied.\r\nAt C:\\setup.ps1:3\r\n'. For more information, see'. Detailed error: ''. "
        f"{WINDOWS}"
    )

    assert (read.name, read.exit_code, read.windows) == ("app", 2, True)
    assert read.handler == "Microsoft.Compute.CustomScriptExtension"
    assert read.stderr == ("Access is denied.", "At C:\\setup.ps1:3")


def test_a_script_on_windows_that_says_nothing() -> None:
    read = read_extension(f'{FAILED}. Error message: "Finished executing command"\r\n\r\n{WINDOWS} ')

    assert (read.says, read.exit_code, read.windows) == (f"{FAILED}: Finished executing command", None, True)


def test_another_handler_with_an_exit_code() -> None:
    read = read_extension(f'{FAILED}. Error message: "Enable failed with exit code 52 Couldn\'t create marker file"')

    assert (read.exit_code, read.script) == (52, False)
    assert read.says == f"{FAILED}: Enable failed with exit code 52 Couldn't create marker file"


def test_a_handler_that_failed_for_good() -> None:
    read = read_extension(
        "The handler for VM extension type 'Microsoft.Azure.Monitor.AzureMonitorLinuxAgent' has reported terminal "
        "failure for VM extension 'monitor' with error message: 'Install failed: no disk'."
    )

    assert (read.name, read.handler) == ("monitor", "Microsoft.Azure.Monitor.AzureMonitorLinuxAgent")
    assert read.says.endswith("for VM extension 'monitor': Install failed: no disk")


def test_a_handler_that_failed_for_good_with_a_code() -> None:
    read = read_extension(
        "Handler 'Microsoft.Azure.Extensions.CustomScript' has reported failure for VM Extension 'app' with terminal "
        "error code '1007' and error message: 'Install failed'"
    )

    assert (read.name, read.handler, read.exit_code) == ("app", "Microsoft.Azure.Extensions.CustomScript", 1007)


def test_an_extension_that_took_too_long() -> None:
    found = diagnosed(
        f'Provisioning of VM extension app has timed out. The extension last reported "Plugin enabled".\r\n\r\n{LINUX}',
        "VMExtensionProvisioningTimeout",
    )

    assert found.message.endswith('app has timed out. The extension last reported "Plugin enabled"')
    assert found.hint is not None
    assert found.hint.startswith("it has 90 minutes")


def test_desired_state_configuration_is_of_windows() -> None:
    read = read_extension(f"{FAILED}. Error message: \"DSC Configuration 'Main' completed with error(s): no feature.\"")

    assert (read.windows, read.says) == (
        True,
        f"{FAILED}: DSC Configuration 'Main' completed with error(s): no feature",
    )


def test_the_last_lines_of_a_long_output_are_kept() -> None:
    output = "".join(f"line {number}\n" for number in range(100))

    read = read_extension(f'{FAILED}. Error message: "{ENABLE}\n[stdout]\n{output}\n[stderr]\n"')

    assert read.stdout == ("(88 lines before these)", *(f"line {number}" for number in range(88, 100)))


def test_the_output_is_told_line_by_line() -> None:
    assert [cause.message for cause in diagnosed(SCRIPT).causes] == [
        "stdout: Reading package lists...",
        "stderr: E: Unable to locate package ngnix",
        "stderr: ./install.sh: line 7: ngnix: command not found",
    ]


def test_the_log_is_where_the_system_has_it() -> None:
    linux, windows = diagnosed(SCRIPT).hint, diagnosed(f'{FAILED}. Error message: "No"\r\n{WINDOWS}').hint

    assert linux is not None
    assert "exit code 127 (a command or file that is not there)" in linux
    assert "/var/log/azure/custom-script/handler.log" in linux
    assert windows is not None
    assert r"C:\WindowsAzure\Logs\Plugins" in windows


def test_an_instance_that_does_not_answer_has_other_advice() -> None:
    found = diagnosed("VM 'web_2' has not reported status for VM agent or extensions.")

    assert found.hint is not None
    assert found.hint.startswith("the VM agent must run")
