"""The contract of the ten CRR services: documents, messages, error codes, files, and checks against them.

The documents are ours, true to the facts of the published ones; ``Contract.load(folder)`` reads official files.
"""

from marketsim.contract.catalogue import Contract
from marketsim.contract.deviation import Deviation
from marketsim.contract.folder import ContractFolderProblem
from marketsim.contract.operations import Operation, OperationKey, Parameter

__all__ = ["Contract", "ContractFolderProblem", "Deviation", "Operation", "OperationKey", "Parameter"]
