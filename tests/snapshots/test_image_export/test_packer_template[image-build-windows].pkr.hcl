# Made from image-build-windows.yaml: change that, and export it again.
#
# packer init FILE
# packer build -var NAME=VALUE FILE
#
# Packer writes what it has made into packer-manifest.json, which image.packerManifest reads.

packer {
  required_version = ">= 1.7.0"

  required_plugins {
    azure = {
      source  = "github.com/hashicorp/azure"
      version = "~> 2"
    }
    windows-update = {
      source  = "github.com/rgl/windows-update"
      version = ">= 0.16.0"
    }
  }
}

variable "use_azure_cli_auth" {
  type        = bool
  description = "Sign in as az login has; false: with the managed identity of the machine that runs Packer."
  default     = true
}

variable "subscription_id" {
  type        = string
  description = "Subscription in which the image is built, and which az login has set."
}

variable "image_version" {
  type        = string
  description = "Number of the version that is made, such as 1.0.1."
}

variable "resource_group" {
  type        = string
  description = "Resource group of the gallery."
}

source "azure-arm" "intranet-image" {
  use_azure_cli_auth                  = var.use_azure_cli_auth
  subscription_id                     = var.subscription_id
  location                            = "westeurope"
  virtual_network_name                = "build"
  virtual_network_subnet_name         = "images"
  virtual_network_resource_group_name = "network"
  os_type                             = "Windows"
  image_publisher                     = "MicrosoftWindowsServer"
  image_offer                         = "WindowsServer"
  image_sku                           = "2022-datacenter-g2"
  image_version                       = "latest"
  vm_size                             = "Standard_D4s_v5"
  os_disk_size_gb                     = 160
  communicator                        = "winrm"
  winrm_use_ssl                       = true
  winrm_insecure                      = true
  winrm_timeout                       = "10m"
  winrm_username                      = "packer"

  shared_image_gallery_destination {
    subscription   = var.subscription_id
    resource_group = var.resource_group
    gallery_name   = "shop"
    image_name     = "intranet"
    image_version  = var.image_version
  }
}

build {
  sources = ["source.azure-arm.intranet-image"]

  provisioner "powershell" {
    inline = [
      "# Install IIS",
      "Install-WindowsFeature -Name Web-Server -IncludeManagementTools",
    ]
    elevated_user     = build.User
    elevated_password = build.Password
  }

  provisioner "powershell" {
    inline = [
      "# Registers the instance's inventory agent; runs once, while the image is built.",
      "New-Item -ItemType Directory -Path C:\\Agent -Force | Out-Null",
      "Set-Content -Path C:\\Agent\\role.txt -Value 'intranet'",
    ]
    valid_exit_codes = [
      0,
      3010,
    ]
    elevated_user     = "SYSTEM"
    elevated_password = ""
  }

  provisioner "windows-restart" {
    restart_timeout = "10m"
  }

  provisioner "windows-update" {
    search_criteria = "IsInstalled=0"
    filters = [
      "exclude:$_.Title -like '*Preview*'",
      "include:$true",
    ]
    update_limit = 40
  }

  provisioner "powershell" {
    inline = [
      "foreach ($service in Get-Service -Name RdAgent, WindowsAzureGuestAgent -ErrorAction SilentlyContinue) {",
      "  while ((Get-Service $service.Name).Status -ne 'Running') { Start-Sleep -Seconds 5 }",
      "}",
      "& \"$env:SystemRoot\\System32\\Sysprep\\Sysprep.exe\" /oobe /generalize /quiet /quit /mode:vm",
      "$setup = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State'",
      "while ((Get-ItemProperty $setup).ImageState -ne 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE') {",
      "  Start-Sleep -Seconds 10",
      "}",
    ]
  }

  post-processor "manifest" {
    output     = "packer-manifest.json"
    strip_path = true
  }
}
