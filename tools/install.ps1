# Installs a command of dekube from a release on Windows: the executable, held against the release's checksums.
# Run again, it updates.
#
#   .\install.ps1 [NAME [VERSION]]     kubernetes2simple (the default), helmfile2compose or dekube
#
# DEKUBE_BIN is the folder that it goes to (%LOCALAPPDATA%\dekube\bin), DEKUBE_RELEASES the address of the releases.
param([string]$Name = 'kubernetes2simple', [string]$Version = 'latest')

$ErrorActionPreference = 'Stop'
# Without it each download shows a bar, and takes many times as long.
$ProgressPreference = 'SilentlyContinue'
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

function Fail([string]$Message) {
  [Console]::Error.WriteLine("x $Message")
  exit 1
}

function Get-File([string]$Url, [string]$Path) {
  try {
    Invoke-WebRequest -UseBasicParsing -Uri $Url -OutFile $Path
  } catch {
    Fail "$Url can't be had: $($_.Exception.Message). See whether the version is there, and whether this machine reaches it"
  }
}

# The version that an executable says, on one line; nothing where it does not run.
function Get-Version([string]$Path) {
  try {
    $said = & $Path --version
    if ($LASTEXITCODE -eq 0) { $said -join ' ' }
  } catch { }
}

$releases = if ($env:DEKUBE_RELEASES) { $env:DEKUBE_RELEASES } else { '@RELEASES@' }
$bin = if ($env:DEKUBE_BIN) { $env:DEKUBE_BIN } else { Join-Path $env:LOCALAPPDATA 'dekube\bin' }
if ('kubernetes2simple', 'helmfile2compose', 'dekube' -notcontains $Name) {
  Fail "there is no command ""$Name"": kubernetes2simple, helmfile2compose or dekube"
}
if ($releases -notmatch '^(https://|http://(127\.0\.0\.1|localhost):)') {
  Fail 'DEKUBE_RELEASES has to be the address of the releases, such as https://github.com/OWNER/REPOSITORY/releases'
}
if (-not [Environment]::Is64BitOperatingSystem) { Fail 'there is no executable for 32 bits. Use Deno: deno install, as README.md says' }

# Windows runs it on ARM too.
$file = "$Name-x86_64-pc-windows-msvc.exe"
$from = if ($Version -eq 'latest') { "$releases/latest/download" } else { "$releases/download/v$($Version -replace '^v', '')" }
$target = Join-Path $bin "$Name.exe"

# Beside where it goes, so that it gets there in one step.
$new = Join-Path $bin (".dekube." + [Guid]::NewGuid().ToString('N'))
try {
  New-Item -ItemType Directory -Force -Path $new | Out-Null
} catch {
  Fail "$bin can't be written to: $($_.Exception.Message). Name another folder: DEKUBE_BIN"
}
try {
  Get-File "$from/SHA256SUMS" (Join-Path $new 'SHA256SUMS')
  $wanted = Get-Content (Join-Path $new 'SHA256SUMS') |
    ForEach-Object { , ($_ -split '\s+\*?', 2) } |
    Where-Object { $_[1] -eq $file } |
    ForEach-Object { $_[0] }
  if (-not $wanted) { Fail "$from/SHA256SUMS has no $file" }
  $downloaded = Join-Path $new "$Name.exe"
  Get-File "$from/$file" $downloaded
  $found = (Get-FileHash -Algorithm SHA256 -Path $downloaded).Hash
  if ($found -ne $wanted) {
    Fail "$from/$file is not what the release says: its SHA-256 is $found, not $wanted. Nothing was installed; try again, and report it if it stays so"
  }
  $now = Get-Version $downloaded
  if (-not $now) { Fail "$file does not run on this machine. Use Deno: deno install, as README.md says" }
  $before = if (Test-Path $target) { Get-Version $target }
  try {
    Move-Item -Force -Path $downloaded -Destination $target
  } catch {
    Fail "$target can't be replaced: $($_.Exception.Message). End what runs of it, and try again"
  }
} finally {
  Remove-Item -Recurse -Force -Path $new -ErrorAction SilentlyContinue
}

if (-not $before) { "installed ${now}: $target" }
elseif ($before -eq $now) { "$now is what was there: $target" }
else { "updated $before to ${now}: $target" }
if (($env:PATH -split ';') -notcontains $bin) {
  "add $bin to your PATH: [Environment]::SetEnvironmentVariable('PATH', ""$bin;"" + [Environment]::GetEnvironmentVariable('PATH', 'User'), 'User')"
}
