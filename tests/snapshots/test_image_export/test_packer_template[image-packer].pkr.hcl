# Made from image-packer.yaml: change that, and export it again.
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
  default     = "00000000-0000-0000-0000-000000000000"
}

variable "image_version" {
  type        = string
  description = "Number of the version that is made, such as 1.0.1."
}

source "azure-arm" "worker-image" {
  use_azure_cli_auth = var.use_azure_cli_auth
  subscription_id    = var.subscription_id
  location           = "westeurope"
  os_type            = "Linux"
  image_publisher    = "Canonical"
  image_offer        = "ubuntu-24_04-lts"
  image_sku          = "server"
  image_version      = "latest"
  vm_size            = "Standard_D2s_v5"
  communicator       = "ssh"

  shared_image_gallery_destination {
    subscription   = "00000000-0000-0000-0000-000000000000"
    resource_group = "images"
    gallery_name   = "shop"
    image_name     = "worker"
    image_version  = var.image_version
  }
}

build {
  sources = ["source.azure-arm.worker-image"]

  provisioner "shell" {
    inline = ["sudo apt-get update"]
  }

  provisioner "shell" {
    inline = ["sudo apt-get install -y docker.io"]
  }

  provisioner "shell" {
    execute_command = "chmod +x {{ .Path }}; {{ .Vars }} sudo -E sh '{{ .Path }}'"
    inline          = ["/usr/sbin/waagent -force -deprovision+user && export HISTSIZE=0 && sync"]
    inline_shebang  = "/bin/sh -x"
  }

  post-processor "manifest" {
    output     = "packer-manifest.json"
    strip_path = true
  }
}
