"""Common properties (section 3.2), domain objects (4), relationship objects (5), meta objects (7), and the parts that they share (2)."""

from typing import Final

# Which object may have which common property: the columns of the table in section 3.2. What is not foreseen there is told as a hint.
COMMON: Final = """
[domain] - 3.2
type! string
spec_version! version
id! string
created_by_ref ref identity
created! timestamp millis
modified! timestamp millis
revoked boolean
labels list string
confidence integer 0 100
lang language
external_references list part external-reference
object_marking_refs list ref marking-definition
granular_markings list part granular-marking
extensions extensions
? not-before modified created

[observable] - 3.2
type! string
spec_version version
id! string
object_marking_refs list ref marking-definition
granular_markings list part granular-marking
defanged boolean
extensions extensions

[meta] - 3.2
type! string
spec_version! version
id! string
created_by_ref ref identity
created! timestamp millis
modified! timestamp millis
revoked boolean
labels list string
confidence integer 0 100
lang language
external_references list part external-reference
object_marking_refs list ref marking-definition
granular_markings list part granular-marking
extensions extensions
? not-before modified created

[marking] - 3.2
type! string
spec_version! version
id! string
created_by_ref ref identity
created! timestamp millis
external_references list part external-reference
object_marking_refs list ref marking-definition
granular_markings list part granular-marking
extensions extensions
"""

PARTS: Final = """
[external-reference] - 2.5
source_name! string
description string
url uri
hashes hashes
external_id string
? one-of description url external_id
? rule external-reference

[kill-chain-phase] - 2.11
kill_chain_name! string
phase_name! string

[granular-marking] - 7.2.3
lang language
marking_ref ref marking-definition
selectors! list match selector
? exactly-one lang marking_ref
"""

DOMAIN: Final = """
[attack-pattern] domain 4.1
name! string
description string
aliases list string
kill_chain_phases list part kill-chain-phase

[campaign] domain 4.2
name! string
description string
aliases list string
first_seen timestamp
last_seen timestamp
objective string
? not-before last_seen first_seen

[course-of-action] domain 4.3
name! string
description string

[grouping] domain 4.4
name string
description string
context! open grouping-context-ov
object_refs! list ref

[identity] domain 4.5
name! string
description string
roles list string
identity_class open identity-class-ov
sectors list open industry-sector-ov
contact_information string

[incident] domain 4.6
name! string
description string

[indicator] domain 4.7
name string
description string
indicator_types list open indicator-type-ov
pattern! string
pattern_type! open pattern-type-ov
pattern_version string
valid_from! timestamp
valid_until timestamp
kill_chain_phases list part kill-chain-phase
? after valid_until valid_from
? rule indicator

[infrastructure] domain 4.8
name! string
description string
infrastructure_types list open infrastructure-type-ov
aliases list string
kill_chain_phases list part kill-chain-phase
first_seen timestamp
last_seen timestamp
? not-before last_seen first_seen

[intrusion-set] domain 4.9
name! string
description string
aliases list string
first_seen timestamp
last_seen timestamp
goals list string
resource_level open attack-resource-level-ov
primary_motivation open attack-motivation-ov
secondary_motivations list open attack-motivation-ov
? not-before last_seen first_seen

[location] domain 4.10
name string
description string
latitude number -90 90
longitude number -180 180
precision number 0
region open region-ov
country string
administrative_area string
city string
street_address string
postal_code string
? one-of region country latitude
? needs latitude longitude
? needs longitude latitude
? needs precision latitude longitude

[malware] domain 4.11
name string
description string
malware_types list open malware-type-ov
is_family! boolean
aliases list string
kill_chain_phases list part kill-chain-phase
first_seen timestamp
last_seen timestamp
operating_system_refs list ref software
architecture_execution_envs list open processor-architecture-ov
implementation_languages list open implementation-language-ov
capabilities list open malware-capabilities-ov
sample_refs list ref file artifact
? not-before last_seen first_seen
? rule malware

[malware-analysis] domain 4.12
product! string
version string
host_vm_ref ref software
operating_system_ref ref software
installed_software_refs list ref software
configuration_version string
modules list string
analysis_engine_version string
analysis_definition_version string
submitted timestamp
analysis_started timestamp
analysis_ended timestamp
result_name string
result open malware-result-ov
analysis_sco_refs list ref @sco
sample_ref ref file artifact network-traffic
? one-of result analysis_sco_refs

[note] domain 4.13
abstract string
content! string
authors list string
object_refs! list ref

[observed-data] domain 4.14
first_observed! timestamp
last_observed! timestamp
number_observed! integer 1 999999999
objects observables
object_refs list ref @sco @sro
? not-before last_observed first_observed
? exactly-one objects object_refs

[opinion] domain 4.15
explanation string
authors list string
opinion! enum opinion-enum
object_refs! list ref

[report] domain 4.16
name! string
description string
report_types list open report-type-ov
published! timestamp
object_refs! list ref

[threat-actor] domain 4.17
name! string
description string
threat_actor_types list open threat-actor-type-ov
aliases list string
first_seen timestamp
last_seen timestamp
roles list open threat-actor-role-ov
goals list string
sophistication open threat-actor-sophistication-ov
resource_level open attack-resource-level-ov
primary_motivation open attack-motivation-ov
secondary_motivations list open attack-motivation-ov
personal_motivations list open attack-motivation-ov
? not-before last_seen first_seen

[tool] domain 4.18
name! string
description string
tool_types list open tool-type-ov
aliases list string
kill_chain_phases list part kill-chain-phase
tool_version string

[vulnerability] domain 4.19
name! string
description string

[relationship] domain 5.1
relationship_type! match relationship-type
description string
source_ref! ref ! bundle language-content marking-definition relationship sighting
target_ref! ref ! bundle language-content marking-definition relationship sighting
start_time timestamp
stop_time timestamp
? after stop_time start_time
? rule relationship

[sighting] domain 5.2
description string
first_seen timestamp
last_seen timestamp
count integer 0 999999999
sighting_of_ref! ref ! bundle language-content marking-definition relationship sighting
observed_data_refs list ref observed-data
where_sighted_refs list ref identity location
summary boolean
? not-before last_seen first_seen

[language-content] meta 7.1
object_ref! ref ! bundle language-content
object_modified timestamp
contents! dictionary
? rule language-content

[marking-definition] marking 7.2.1
name string
definition_type string
definition object
? rule marking-definition

[extension-definition] meta 7.3
name! string
description string
schema! string
version! string
extension_types! list enum extension-type-enum
extension_properties list match property-name
? rule extension-definition
"""
