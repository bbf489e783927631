# Made from image-build.yaml: change that, and export it again.
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
}

variable "resource_group" {
  type        = string
  description = "Resource group of the gallery."
}

source "azure-arm" "web-image" {
  use_azure_cli_auth = var.use_azure_cli_auth
  subscription_id    = var.subscription_id
  location           = "westeurope"
  os_type            = "Linux"
  image_publisher    = "Canonical"
  image_offer        = "ubuntu-24_04-lts"
  image_sku          = "server"
  image_version      = "latest"
  vm_size            = "Standard_D4s_v5"
  communicator       = "ssh"
  azure_tags = {
    app = "web"
  }

  shared_image_gallery_destination {
    subscription         = var.subscription_id
    resource_group       = var.resource_group
    gallery_name         = "shop"
    image_name           = "web"
    image_version        = "1.0.0"
    storage_account_type = "Standard_ZRS"

    target_region {
      name                 = "westeurope"
      storage_account_type = "Standard_ZRS"
    }

    target_region {
      name                 = "northeurope"
      replicas             = 2
      storage_account_type = "Standard_ZRS"
    }
  }
}

build {
  sources = ["source.azure-arm.web-image"]

  provisioner "shell" {
    inline = [
      "# Install the web server",
      "script=$(mktemp)",
      "cat > \"$script\" <<'END_OF_FILE'",
      "#!/bin/bash",
      "# Runs once, while the image is built.",
      "set -euo pipefail",
      "export DEBIAN_FRONTEND=noninteractive",
      "",
      "sudo -E apt-get update",
      "sudo -E apt-get install --yes nginx",
      "sudo systemctl enable nginx",
      "END_OF_FILE",
      "chmod +x \"$script\"",
      "\"$script\"",
      "rm -f \"$script\"",
    ]
  }

  provisioner "shell" {
    inline = [
      "cat > /tmp/site.conf <<'END_OF_FILE'",
      "# The name of the instance in each answer tells which one gave it.",
      "add_header X-Instance $hostname always;",
      "END_OF_FILE",
    ]
  }

  provisioner "shell" {
    inline = ["sudo install -m 0644 /tmp/site.conf /etc/nginx/conf.d/site.conf"]
  }

  provisioner "shell" {
    inline = ["sudo nginx -t"]
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
