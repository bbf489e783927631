"""A Resource Manager on the loopback, so that the real `az` and the real SDK can be tested without Azure."""

from armserver.recording import Exchange, Recorder
from armserver.server import ArmServer
from armserver.state import ResourceGroup, State

__all__ = ["ArmServer", "Exchange", "Recorder", "ResourceGroup", "State"]
