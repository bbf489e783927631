# Registers the instance's inventory agent; runs once, while the image is built.
New-Item -ItemType Directory -Path C:\Agent -Force | Out-Null
Set-Content -Path C:\Agent\role.txt -Value 'intranet'
