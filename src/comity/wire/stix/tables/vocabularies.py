"""Vocabularies (section 10) and the relationships that the standard names (section 3.7, and each object's own section).

A closed one (`-enum`) holds whatever may be said; of an open one (`-ov`) other words are allowed, and only told as a hint.
"""

from typing import Final

VOCABULARIES: Final = """
account-type-ov 10.1 facebook ldap nis openid radius skype tacacs twitter unix windows-local windows-domain
attack-motivation-ov 10.2 accidental coercion dominance ideology notoriety organizational-gain personal-gain personal-satisfaction revenge
  unpredictable
attack-resource-level-ov 10.3 individual club contest team organization government
encryption-algorithm-enum 10.4 AES-256-GCM ChaCha20-Poly1305 mime-type-indicated
extension-type-enum 10.5 new-sdo new-sco new-sro property-extension toplevel-property-extension
grouping-context-ov 10.6 suspicious-activity malware-analysis unspecified
hash-algorithm-ov 10.7 MD5 SHA-1 SHA-256 SHA-512 SHA3-256 SHA3-512 SSDEEP TLSH
identity-class-ov 10.8 individual group system organization class unknown
implementation-language-ov 10.9 applescript bash c c++ c# go java javascript lua objective-c perl php powershell python ruby scala swift
  typescript visual-basic x86-32 x86-64
indicator-type-ov 10.10 anomalous-activity anonymization benign compromised malicious-activity attribution unknown
industry-sector-ov 10.11 agriculture aerospace automotive chemical commercial communications construction defense education energy
  entertainment financial-services government emergency-services government-local government-national government-public-services
  government-regional healthcare hospitality-leisure infrastructure dams nuclear water insurance manufacturing mining non-profit
  pharmaceuticals retail technology telecommunications transportation utilities
infrastructure-type-ov 10.12 amplification anonymization botnet command-and-control control-system exfiltration firewall hosting-malware
  hosting-target-lists phishing reconnaissance routers-switches staging workstation unknown
malware-result-ov 10.13 malicious suspicious benign unknown
malware-capabilities-ov 10.14 accesses-remote-machines anti-debugging anti-disassembly anti-emulation anti-memory-forensics anti-sandbox
  anti-vm captures-input-peripherals captures-output-peripherals captures-system-state-data cleans-traces-of-infection commits-fraud
  communicates-with-c2 compromises-data-availability compromises-data-integrity compromises-system-availability controls-local-machine
  degrades-security-software degrades-system-updates determines-c2-server emails-spam escalates-privileges evades-av exfiltrates-data
  fingerprints-host hides-artifacts hides-executing-code infects-files infects-remote-machines installs-other-components
  persists-after-system-reboot prevents-artifact-access prevents-artifact-deletion probes-network-environment self-modifies
  steals-authentication-credentials violates-system-operational-integrity
malware-type-ov 10.15 adware backdoor bot bootkit ddos downloader dropper exploit-kit keylogger ransomware remote-access-trojan
  resource-exploitation rogue-security-software rootkit screen-capture spyware trojan unknown virus webshell wiper worm
network-socket-address-family-enum 10.16 AF_UNSPEC AF_INET AF_IPX AF_APPLETALK AF_NETBIOS AF_INET6 AF_IRDA AF_BTH
network-socket-type-enum 10.17 SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_RDM SOCK_SEQPACKET
opinion-enum 10.18 strongly-disagree disagree neutral agree strongly-agree
pattern-type-ov 10.19 stix pcre sigma snort suricata yara
processor-architecture-ov 10.20 alpha arm ia-64 mips powerpc sparc x86 x86-64
region-ov 10.21 africa eastern-africa middle-africa northern-africa southern-africa western-africa americas latin-america-caribbean
  south-america caribbean central-america northern-america asia central-asia eastern-asia southern-asia south-eastern-asia western-asia
  europe eastern-europe northern-europe southern-europe western-europe oceania antarctica australia-new-zealand melanesia micronesia
  polynesia
report-type-ov 10.22 attack-pattern campaign identity indicator intrusion-set malware observed-data threat-actor threat-report tool
  vulnerability
threat-actor-type-ov 10.23 activist competitor crime-syndicate criminal hacker insider-accidental insider-disgruntled nation-state
  sensationalist spy terrorist unknown
threat-actor-role-ov 10.24 agent director independent infrastructure-architect infrastructure-operator malware-author sponsor
threat-actor-sophistication-ov 10.25 none minimal intermediate advanced expert innovator strategic
tool-type-ov 10.26 denial-of-service exploitation information-gathering network-capture credential-exploitation remote-access
  vulnerability-scanning unknown
windows-integrity-level-enum 10.27 low medium high system
windows-pebinary-type-ov 10.28 dll exe sys
windows-registry-datatype-enum 10.29 REG_NONE REG_SZ REG_EXPAND_SZ REG_BINARY REG_DWORD REG_DWORD_BIG_ENDIAN REG_DWORD_LITTLE_ENDIAN
  REG_LINK REG_MULTI_SZ REG_RESOURCE_LIST REG_FULL_RESOURCE_DESCRIPTION REG_RESOURCE_REQUIREMENTS_LIST REG_QWORD REG_INVALID_TYPE
windows-service-start-type-enum 10.30 SERVICE_AUTO_START SERVICE_BOOT_START SERVICE_DEMAND_START SERVICE_DISABLED SERVICE_SYSTEM_ALERT
windows-service-type-enum 10.31 SERVICE_KERNEL_DRIVER SERVICE_FILE_SYSTEM_DRIVER SERVICE_WIN32_OWN_PROCESS SERVICE_WIN32_SHARE_PROCESS
windows-service-status-enum 10.32 SERVICE_CONTINUE_PENDING SERVICE_PAUSE_PENDING SERVICE_PAUSED SERVICE_RUNNING SERVICE_START_PENDING
  SERVICE_STOP_PENDING SERVICE_STOPPED
"""

# Source, relationship, targets. Others are allowed (section 3.7), and told as a hint; `@sco` is any observable.
RELATIONSHIPS: Final = """
attack-pattern delivers malware
attack-pattern targets identity location vulnerability
attack-pattern uses malware tool
campaign attributed-to intrusion-set threat-actor
campaign compromises infrastructure
campaign originates-from location
campaign targets identity location vulnerability
campaign uses attack-pattern infrastructure malware tool
course-of-action investigates indicator
course-of-action mitigates attack-pattern indicator malware tool vulnerability
course-of-action remediates malware vulnerability
domain-name resolves-to domain-name ipv4-addr ipv6-addr
identity located-at location
indicator based-on observed-data
indicator indicates attack-pattern campaign infrastructure intrusion-set malware threat-actor tool
infrastructure communicates-with infrastructure ipv4-addr ipv6-addr domain-name url
infrastructure consists-of infrastructure observed-data @sco
infrastructure controls infrastructure malware
infrastructure delivers malware
infrastructure has vulnerability
infrastructure hosts tool malware
infrastructure located-at location
infrastructure uses infrastructure
intrusion-set attributed-to threat-actor
intrusion-set compromises infrastructure
intrusion-set hosts infrastructure
intrusion-set originates-from location
intrusion-set owns infrastructure
intrusion-set targets identity location vulnerability
intrusion-set uses attack-pattern infrastructure malware tool
ipv4-addr belongs-to autonomous-system
ipv4-addr resolves-to mac-addr
ipv6-addr belongs-to autonomous-system
ipv6-addr resolves-to mac-addr
malware authored-by threat-actor intrusion-set
malware beacons-to infrastructure
malware communicates-with ipv4-addr ipv6-addr domain-name url
malware controls malware
malware downloads malware tool file
malware drops malware tool file
malware exfiltrates-to infrastructure
malware exploits vulnerability
malware originates-from location
malware targets identity infrastructure location vulnerability
malware uses attack-pattern infrastructure malware tool
malware variant-of malware
malware-analysis analysis-of malware
malware-analysis av-analysis-of malware
malware-analysis characterizes malware
malware-analysis dynamic-analysis-of malware
malware-analysis static-analysis-of malware
threat-actor attributed-to identity
threat-actor compromises infrastructure
threat-actor hosts infrastructure
threat-actor impersonates identity
threat-actor located-at location
threat-actor owns infrastructure
threat-actor targets identity location vulnerability
threat-actor uses attack-pattern infrastructure malware tool
tool delivers malware
tool drops malware
tool has vulnerability
tool targets identity infrastructure location vulnerability
tool uses infrastructure
"""

FOR_ALL: Final = frozenset({"derived-from", "duplicate-of", "related-to"})  # section 3.7

# Marking definitions of the Traffic Light Protocol: 1.0 by section 7.2.1.4, 2.0 by its extension definition (FIRST, OASIS, 2022).
TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP_1: Final = {
    "white": "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    "green": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    "amber": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "red": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}
TLP_2: Final = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
