"""Rules of who may sign in to the instances, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.rules.documents import SCALE_SET_API
from generator.rules.rule import ERROR, WARNING, rule
from generator.rules.scale_set import ScaleSet
from generator.rules.ssh_key import key_problem
from generator.rules.subject import scale_sets
from generator.rules.value import Finding, Value

_SSH = "https://learn.microsoft.com/azure/virtual-machines/linux/mac-create-ssh-keys"
_OS_PROFILE = "properties.virtualMachineProfile.osProfile"

_RESERVED = frozenset(
    {
        *("administrator", "admin", "user", "user1", "user2", "user3", "user4", "user5", "test", "test1", "test2"),
        *("test3", "admin1", "admin2", "adm", "1", "123", "a", "actuser", "aspnet", "backup", "console", "david"),
        *("guest", "john", "owner", "root", "server", "sql", "support", "support_388945a0", "sys"),
    }
)
_LONGEST_USER = {"windows": 20, "linux": 64, None: 64}
_NOT_IN_WINDOWS_USER = re.compile(r'[\\/"\[\]:|<>+=;,?*@&]')


@rule(
    "scale-set/invalid-admin-username",
    ERROR,
    each=scale_sets,
    what="The administrator's name is none that Azure reserves, has at most 64 characters, 20 on Windows, and does not "
    "end in a period.",
    why="Azure refuses the deployment.",
    source=SCALE_SET_API,
    bad={f"{_OS_PROFILE}.adminUsername": "admin"},
    good={f"{_OS_PROFILE}.adminUsername": "azureuser"},
)
def _invalid_admin_username(scale_set: ScaleSet) -> Iterator[Finding]:
    user = scale_set.os_profile.at("adminUsername")
    if user.text is not None and (problem := _user_problem(user.text, scale_set.os)):
        yield user.finding(f'the administrator cannot be called "{user.text}": {problem}')


def _user_problem(name: str, os: str | None) -> str | None:
    if not name:
        return "the name is empty"
    if name.lower() in _RESERVED:
        return "Azure reserves this name"
    if len(name) > _LONGEST_USER[os]:
        return f"the name has {len(name)} characters, and Azure takes {_LONGEST_USER[os]}"
    if os == "windows" and name.endswith("."):
        return "the name ends in a period"
    if os == "windows" and (found := _NOT_IN_WINDOWS_USER.search(name)):
        return f"the name contains `{found[0]}`"
    return None


@rule(
    "scale-set/missing-admin-username",
    ERROR,
    each=scale_sets,
    what="An osProfile names the administrator.",
    why="Azure refuses the deployment: the required parameter adminUsername is missing.",
    source=SCALE_SET_API,
    bad={f"{_OS_PROFILE}.computerNamePrefix": "web"},
    good={f"{_OS_PROFILE}": {"computerNamePrefix": "web", "adminUsername": "azureuser"}},
)
def _missing_admin_username(scale_set: ScaleSet) -> Iterator[Finding]:
    profile = scale_set.os_profile
    if isinstance(profile.raw, dict) and profile.raw and profile.at("adminUsername").missing:
        yield profile.finding("the osProfile has no adminUsername", hint='add "adminUsername": "azureuser"')


_PASSWORD_LENGTHS = {"windows": (8, 123), "linux": (6, 72), None: (6, 123)}
_CLASSES = tuple(map(re.compile, (r"[a-z]", r"[A-Z]", r"\d", r"[\W_]")))
_FEWEST_CLASSES = 3
_BANNED = frozenset(
    {
        *("abc@123", "p@$$w0rd", "p@ssw0rd", "p@ssword123", "pa$$word"),
        *("pass@word1", "password!", "password1", "password22", "iloveyou!"),
    }
)


@rule(
    "scale-set/weak-admin-password",
    ERROR,
    each=scale_sets,
    what="The administrator's password has 8 to 123 characters on Windows and 6 to 72 on Linux, of three of the four "
    "kinds lower case, upper case, digit and other, and is not one of those that everybody tries.",
    why="Azure refuses the deployment.",
    source=SCALE_SET_API,
    security=8.0,
    bad={f"{_OS_PROFILE}.adminPassword": "Password1"},
    good={f"{_OS_PROFILE}.adminPassword": "[parameters('adminPassword')]"},
)
def _weak_admin_password(scale_set: ScaleSet) -> Iterator[Finding]:
    password = scale_set.os_profile.at("adminPassword")
    if password.text is not None and (problem := _password_problem(password.text, scale_set.os)):
        yield password.finding(
            f"Azure refuses this password: {problem}",
            hint="take the password from a secureString parameter, and let a Key Vault hold it",
        )


def _password_problem(password: str, os: str | None) -> str | None:
    shortest, longest = _PASSWORD_LENGTHS[os]
    if not shortest <= len(password) <= longest:
        return f"it has {len(password)} characters instead of {shortest} to {longest}"
    if password.lower() in _BANNED:
        return "everybody tries it first"
    if sum(bool(each.search(password)) for each in _CLASSES) < _FEWEST_CLASSES:
        return "it has less than three of lower case, upper case, digits and other characters"
    return None


@rule(
    "scale-set/invalid-ssh-key",
    ERROR,
    each=scale_sets,
    what="An SSH key is a public key of the type ssh-rsa with at least 2048 bits, or ssh-ed25519, on one line.",
    why="Azure refuses any other, or nobody can sign in with it.",
    source=f"{_SSH}#supported-ssh-key-formats",
    bad={
        f"{_OS_PROFILE}.linuxConfiguration.ssh.publicKeys": [
            {"path": "/home/azureuser/.ssh/authorized_keys", "keyData": "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDGx2"}
        ]
    },
    good={
        f"{_OS_PROFILE}.linuxConfiguration.ssh.publicKeys": [
            {
                "path": "/home/azureuser/.ssh/authorized_keys",
                "keyData": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
            }
        ]
    },
)
def _invalid_ssh_key(scale_set: ScaleSet) -> Iterator[Finding]:
    for key in _ssh_keys(scale_set).items:
        data = key.member("keyData")
        if data.text is not None and (problem := key_problem(data.text)):
            yield data.finding(f"Azure cannot use this SSH key: {problem}")


@rule(
    "scale-set/ssh-key-path",
    ERROR,
    each=scale_sets,
    what="An SSH key goes to `/home/USER/.ssh/authorized_keys`, where USER is adminUsername.",
    why="Azure refuses any other path.",
    source=SCALE_SET_API,
    aliases=("CKV_AZURE_178",),
    bad={
        f"{_OS_PROFILE}.adminUsername": "azureuser",
        f"{_OS_PROFILE}.linuxConfiguration.ssh.publicKeys": [
            {"path": "/etc/ssh/authorized_keys", "keyData": "[parameters('key')]"}
        ],
    },
    good={
        f"{_OS_PROFILE}.adminUsername": "azureuser",
        f"{_OS_PROFILE}.linuxConfiguration.ssh.publicKeys": [
            {"path": "/home/azureuser/.ssh/authorized_keys", "keyData": "[parameters('key')]"}
        ],
    },
)
def _ssh_key_path(scale_set: ScaleSet) -> Iterator[Finding]:
    user = scale_set.os_profile.at("adminUsername").text
    for key in _ssh_keys(scale_set).items:
        path = key.member("path")
        if user and path.text is not None and path.text != f"/home/{user}/.ssh/authorized_keys":
            yield path.finding(
                f'the SSH key goes to "{path.text}", and Azure puts keys of "{user}" nowhere but in their home',
                hint=f"use /home/{user}/.ssh/authorized_keys",
            )


@rule(
    "scale-set/no-credential",
    ERROR,
    each=scale_sets,
    what="The administrator has a password or, on Linux, an SSH key, and a key where signing in by password is off.",
    why="Azure refuses instances to which nobody can sign in.",
    source=SCALE_SET_API,
    bad={
        f"{_OS_PROFILE}.adminUsername": "azureuser",
        f"{_OS_PROFILE}.linuxConfiguration.disablePasswordAuthentication": True,
    },
    good={
        f"{_OS_PROFILE}.adminUsername": "azureuser",
        f"{_OS_PROFILE}.linuxConfiguration": {
            "disablePasswordAuthentication": True,
            "ssh.publicKeys": [{"path": "/home/azureuser/.ssh/authorized_keys", "keyData": "[parameters('key')]"}],
        },
    },
)
def _no_credential(scale_set: ScaleSet) -> Iterator[Finding]:
    profile = scale_set.os_profile
    if profile.at("adminUsername").missing or profile.unknown:
        return
    no_password, keys = profile.at("adminPassword").missing, _ssh_keys(scale_set)
    no_key = keys.missing or keys.raw == []
    off = profile.at("linuxConfiguration.disablePasswordAuthentication")
    if scale_set.os == "windows" and no_password:
        yield profile.finding(
            "the administrator has no password, which Windows needs", hint="add adminPassword by a secure parameter"
        )
    elif off.flag is True and no_key:
        yield off.finding(
            "signing in by password is off, and there is no SSH key", hint="add linuxConfiguration.ssh.publicKeys"
        )
    elif no_password and no_key:
        yield profile.finding(
            "the administrator has neither a password nor an SSH key",
            hint="add linuxConfiguration.ssh.publicKeys, or adminPassword by a secure parameter",
        )


@rule(
    "scale-set/password-login",
    WARNING,
    each=scale_sets,
    what="Linux instances take SSH keys only: linuxConfiguration.disablePasswordAuthentication is true.",
    why="Whoever reaches the SSH port may try passwords without end.",
    source="https://learn.microsoft.com/azure/virtual-machines/linux/create-ssh-keys-detailed",
    aliases=("Azure.VMSS.PublicKey", "AZR-000288", "CKV_AZURE_1", "CKV_AZURE_49", "CKV_AZURE_149"),
    security=6.5,
    bad={
        f"{_OS_PROFILE}.linuxConfiguration.disablePasswordAuthentication": False,
        f"{_OS_PROFILE}.adminPassword": "[parameters('adminPassword')]",
    },
    good={f"{_OS_PROFILE}.linuxConfiguration.disablePasswordAuthentication": True},
)
def _password_login(scale_set: ScaleSet) -> Iterator[Finding]:
    if scale_set.os != "linux" or scale_set.os_profile.missing:
        return
    off = scale_set.os_profile.at("linuxConfiguration.disablePasswordAuthentication")
    if off.missing or off.flag is False:
        place = off if off.exists else scale_set.os_profile
        yield place.finding(
            "the Linux instances let people sign in by password",
            hint="set linuxConfiguration.disablePasswordAuthentication to true, and give an SSH key",
        )


def _ssh_keys(scale_set: ScaleSet) -> Value:
    return scale_set.os_profile.at("linuxConfiguration.ssh.publicKeys")
