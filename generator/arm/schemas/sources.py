"""Which class of which Azure SDK package describes each resource type; `derive` reads nothing else by hand.

The versions of the packages stand in sdk-requirements.txt. A package release speaks one apiVersion per type.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The types of one provider namespace that one module of an SDK package describes at one apiVersion."""

    distribution: str
    module: str
    api_version: str
    namespace: str
    models: dict[str, str]
    """Names of types below the namespace, and the model that is sent to create one."""


SOURCES = (
    Source(
        "azure-mgmt-compute",
        "azure.mgmt.compute",
        "2026-03-01",
        "Microsoft.Compute",
        {
            "availabilitySets": "AvailabilitySet",
            "capacityReservationGroups": "CapacityReservationGroup",
            "capacityReservationGroups/capacityReservations": "CapacityReservation",
            "hostGroups": "DedicatedHostGroup",
            "hostGroups/hosts": "DedicatedHost",
            "images": "Image",
            "proximityPlacementGroups": "ProximityPlacementGroup",
            "sshPublicKeys": "SshPublicKeyResource",
            "virtualMachines": "VirtualMachine",
            "virtualMachines/extensions": "VirtualMachineExtension",
            "virtualMachineScaleSets": "VirtualMachineScaleSet",
            "virtualMachineScaleSets/extensions": "VirtualMachineScaleSetExtension",
            "virtualMachineScaleSets/virtualMachines": "VirtualMachineScaleSetVM",
            "virtualMachineScaleSets/virtualMachines/extensions": "VirtualMachineScaleSetVMExtension",
            "virtualMachineScaleSets/virtualMachines/runCommands": "VirtualMachineRunCommand",
        },
    ),
    Source(
        "azure-mgmt-compute",
        "azure.mgmt.compute",
        "2026-03-02",
        "Microsoft.Compute",
        {"diskEncryptionSets": "DiskEncryptionSet", "disks": "Disk", "snapshots": "Snapshot"},
    ),
    Source(
        "azure-mgmt-compute",
        "azure.mgmt.compute",
        "2025-12-03",
        "Microsoft.Compute",
        {
            "galleries": "Gallery",
            "galleries/applications": "GalleryApplication",
            "galleries/applications/versions": "GalleryApplicationVersion",
            "galleries/images": "GalleryImage",
            "galleries/images/versions": "GalleryImageVersion",
        },
    ),
    Source(
        "azure-mgmt-network",
        "azure.mgmt.network",
        "2025-07-01",
        "Microsoft.Network",
        {
            "applicationGateways": "ApplicationGateway",
            "ApplicationGatewayWebApplicationFirewallPolicies": "WebApplicationFirewallPolicy",
            "applicationSecurityGroups": "ApplicationSecurityGroup",
            "bastionHosts": "BastionHost",
            "ddosProtectionPlans": "DdosProtectionPlan",
            "loadBalancers": "LoadBalancer",
            "loadBalancers/backendAddressPools": "BackendAddressPool",
            "loadBalancers/inboundNatRules": "InboundNatRule",
            "natGateways": "NatGateway",
            "networkInterfaces": "NetworkInterface",
            "networkSecurityGroups": "NetworkSecurityGroup",
            "networkSecurityGroups/securityRules": "SecurityRule",
            "privateEndpoints": "PrivateEndpoint",
            "publicIPAddresses": "PublicIPAddress",
            "publicIPPrefixes": "PublicIPPrefix",
            "routeTables": "RouteTable",
            "routeTables/routes": "Route",
            "virtualNetworks": "VirtualNetwork",
            "virtualNetworks/subnets": "Subnet",
            "virtualNetworks/virtualNetworkPeerings": "VirtualNetworkPeering",
        },
    ),
    Source(
        "azure-mgmt-privatedns",
        "azure.mgmt.privatedns",
        "2024-06-01",
        "Microsoft.Network",
        {"privateDnsZones": "PrivateZone", "privateDnsZones/virtualNetworkLinks": "VirtualNetworkLink"},
    ),
    Source(
        "azure-mgmt-monitor",
        "azure.mgmt.monitor",
        "2022-10-01",
        "Microsoft.Insights",
        {"autoscaleSettings": "AutoscaleSettingResource"},
    ),
    Source(
        "azure-mgmt-monitor",
        "azure.mgmt.monitor",
        "2023-01-01",
        "Microsoft.Insights",
        {"actionGroups": "ActionGroupResource"},
    ),
    Source(
        "azure-mgmt-monitor",
        "azure.mgmt.monitor",
        "2018-03-01",
        "Microsoft.Insights",
        {"metricAlerts": "MetricAlertResource"},
    ),
    Source(
        "azure-mgmt-monitor",
        "azure.mgmt.monitor",
        "2023-12-01",
        "Microsoft.Insights",
        {"scheduledQueryRules": "ScheduledQueryRuleResource"},
    ),
    Source(
        "azure-mgmt-monitor",
        "azure.mgmt.monitor",
        "2023-03-11",
        "Microsoft.Insights",
        {
            "dataCollectionEndpoints": "DataCollectionEndpointResource",
            "dataCollectionRuleAssociations": "DataCollectionRuleAssociationProxyOnlyResource",
            "dataCollectionRules": "DataCollectionRuleResource",
        },
    ),
    Source(
        "azure-mgmt-applicationinsights",
        "azure.mgmt.applicationinsights.v2020_02_02",
        "2020-02-02",
        "Microsoft.Insights",
        {"components": "ApplicationInsightsComponent"},
    ),
    Source(
        "azure-mgmt-msi",
        "azure.mgmt.msi.v2024_11_30",
        "2024-11-30",
        "Microsoft.ManagedIdentity",
        {
            "userAssignedIdentities": "Identity",
            "userAssignedIdentities/federatedIdentityCredentials": "FederatedIdentityCredential",
        },
    ),
    Source(
        "azure-mgmt-authorization",
        "azure.mgmt.authorization.v2022_04_01",
        "2022-04-01",
        "Microsoft.Authorization",
        {"roleAssignments": "RoleAssignmentCreateParameters", "roleDefinitions": "RoleDefinition"},
    ),
    Source(
        "azure-mgmt-resource-locks",
        "azure.mgmt.resource.locks",
        "2020-05-01",
        "Microsoft.Authorization",
        {"locks": "ManagementLockObject"},
    ),
    Source(
        "azure-mgmt-keyvault",
        "azure.mgmt.keyvault",
        "2026-02-01",
        "Microsoft.KeyVault",
        {
            "vaults": "VaultCreateOrUpdateParameters",
            "vaults/accessPolicies": "VaultAccessPolicyParameters",
            "vaults/keys": "KeyCreateParameters",
            "vaults/secrets": "SecretCreateOrUpdateParameters",
        },
    ),
    Source(
        "azure-mgmt-storage",
        "azure.mgmt.storage",
        "2026-04-01",
        "Microsoft.Storage",
        {
            "storageAccounts": "StorageAccountCreateParameters",
            "storageAccounts/blobServices": "BlobServiceProperties",
            "storageAccounts/blobServices/containers": "BlobContainer",
            "storageAccounts/fileServices/shares": "FileShare",
        },
    ),
    Source(
        "azure-mgmt-imagebuilder",
        "azure.mgmt.imagebuilder",
        "2025-10-01",
        "Microsoft.VirtualMachineImages",
        {"imageTemplates": "ImageTemplate", "imageTemplates/triggers": "Trigger"},
    ),
    Source(
        "azure-mgmt-standbypool",
        "azure.mgmt.standbypool",
        "2025-10-01",
        "Microsoft.StandbyPool",
        {"standbyVirtualMachinePools": "StandbyVirtualMachinePoolResource"},
    ),
    Source(
        "azure-mgmt-maintenance",
        "azure.mgmt.maintenance",
        "2023-04-01",
        "Microsoft.Maintenance",
        {
            "configurationAssignments": "ConfigurationAssignment",
            "maintenanceConfigurations": "MaintenanceConfiguration",
        },
    ),
    Source(
        "azure-mgmt-loganalytics",
        "azure.mgmt.loganalytics",
        "2025-07-01",
        "Microsoft.OperationalInsights",
        {"workspaces": "Workspace", "workspaces/tables": "Table"},
    ),
    Source(
        "azure-mgmt-resource-deployments",
        "azure.mgmt.resource.deployments",
        "2026-06-01",
        "Microsoft.Resources",
        {"deployments": "Deployment"},
    ),
    Source(
        "azure-mgmt-resource-deploymentscripts",
        "azure.mgmt.resource.deploymentscripts",
        "2020-10-01",
        "Microsoft.Resources",
        {"deploymentScripts": "DeploymentScript"},
    ),
    Source(
        "azure-mgmt-resource",
        "azure.mgmt.resource.resources",
        "2025-04-01",
        "Microsoft.Resources",
        {"resourceGroups": "ResourceGroup", "tags": "TagsResource"},
    ),
)
