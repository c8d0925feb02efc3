"""Observables (section 6), their parts, their extensions, and what their identifiers are computed from."""

from typing import Final

OBSERVABLES: Final = """
[artifact] observable 6.1
mime_type match media-type
payload_bin binary
url uri
hashes hashes
encryption_algorithm enum encryption-algorithm-enum
decryption_key string
? exactly-one payload_bin url
? needs url hashes
? needs decryption_key encryption_algorithm

[autonomous-system] observable 6.2
number! integer
name string
rir string

[directory] observable 6.3
path! string
path_enc match charset
ctime timestamp
mtime timestamp
atime timestamp
contains_refs list ref file directory

[domain-name] observable 6.4
value! match domain-name
resolves_to_refs list ref ipv4-addr ipv6-addr domain-name

[email-addr] observable 6.5
value! match email-addr
display_name string
belongs_to_ref ref user-account

[email-message] observable 6.6
is_multipart! boolean
date timestamp
content_type string
from_ref ref email-addr
sender_ref ref email-addr
to_refs list ref email-addr
cc_refs list ref email-addr
bcc_refs list ref email-addr
message_id string
subject string
received_lines list string
additional_header_fields dictionary
body string
body_multipart list part mime-part
raw_email_ref ref artifact
? rule email-message

[file] observable 6.7
hashes hashes
size integer 0
name string
name_enc match charset
magic_number_hex hex
mime_type string
ctime timestamp
mtime timestamp
atime timestamp
parent_directory_ref ref directory
contains_refs list ref @sco
content_ref ref artifact
? one-of hashes name

[ipv4-addr] observable 6.8
value! match ipv4-addr
resolves_to_refs list ref mac-addr
belongs_to_refs list ref autonomous-system

[ipv6-addr] observable 6.9
value! match ipv6-addr
resolves_to_refs list ref mac-addr
belongs_to_refs list ref autonomous-system

[mac-addr] observable 6.10
value! match mac-addr

[mutex] observable 6.11
name! string

[network-traffic] observable 6.12
start timestamp
end timestamp
is_active boolean
src_ref ref ipv4-addr ipv6-addr mac-addr domain-name
dst_ref ref ipv4-addr ipv6-addr mac-addr domain-name
src_port integer 0 65535
dst_port integer 0 65535
protocols! list string
src_byte_count integer 0
dst_byte_count integer 0
src_packets integer 0
dst_packets integer 0
ipfix dictionary
src_payload_ref ref artifact
dst_payload_ref ref artifact
encapsulates_refs list ref network-traffic
encapsulated_by_ref ref network-traffic
? one-of src_ref dst_ref
? not-before end start
? rule network-traffic

[process] observable 6.13
is_hidden boolean
pid integer
created_time timestamp
cwd string
command_line string
environment_variables dictionary
opened_connection_refs list ref network-traffic
creator_user_ref ref user-account
image_ref ref file
parent_ref ref process
child_refs list ref process
? some

[software] observable 6.14
name! string
cpe match cpe
swid string
languages list language
vendor string
version string

[url] observable 6.15
value! uri

[user-account] observable 6.16
user_id string
credential string
account_login string
account_type open account-type-ov
display_name string
is_service_account boolean
is_privileged boolean
can_escalate_privs boolean
is_disabled boolean
account_created timestamp
account_expires timestamp
credential_last_changed timestamp
account_first_login timestamp
account_last_login timestamp
? some

[windows-registry-key] observable 6.17
key match registry-key
values list part windows-registry-value
modified_time timestamp
creator_user_ref ref user-account
number_of_subkeys integer
? some

[x509-certificate] observable 6.18
is_self_signed boolean
hashes hashes
version string
serial_number string
signature_algorithm string
issuer string
validity_not_before timestamp
validity_not_after timestamp
subject string
subject_public_key_algorithm string
subject_public_key_modulus string
subject_public_key_exponent integer
x509_v3_extensions part x509-v3-extensions
? some
"""

PARTS: Final = """
[mime-part] - 6.6.2
body string
body_raw_ref ref artifact file
content_type string
content_disposition string
? exactly-one body body_raw_ref

[alternate-data-stream] - 6.7.4
name! string
hashes hashes
size integer 0

[windows-pe-optional-header] - 6.7.7
magic_hex hex
major_linker_version integer
minor_linker_version integer
size_of_code integer 0
size_of_initialized_data integer 0
size_of_uninitialized_data integer 0
address_of_entry_point integer
base_of_code integer
base_of_data integer
image_base integer
section_alignment integer
file_alignment integer
major_os_version integer
minor_os_version integer
major_image_version integer
minor_image_version integer
major_subsystem_version integer
minor_subsystem_version integer
win32_version_value_hex hex
size_of_image integer 0
size_of_headers integer 0
checksum_hex hex
subsystem_hex hex
dll_characteristics_hex hex
size_of_stack_reserve integer 0
size_of_stack_commit integer 0
size_of_heap_reserve integer 0
size_of_heap_commit integer 0
loader_flags_hex hex
number_of_rva_and_sizes integer
hashes hashes
? some

[windows-pe-section] - 6.7.8
name! string
size integer 0
entropy number
hashes hashes

[windows-registry-value] - 6.17.2
name string
data string
data_type enum windows-registry-datatype-enum
? some

[x509-v3-extensions] - 6.18.2
basic_constraints string
name_constraints string
policy_constraints string
key_usage string
extended_key_usage string
subject_key_identifier string
authority_key_identifier string
subject_alternative_name string
issuer_alternative_name string
subject_directory_attributes string
crl_distribution_points string
inhibit_any_policy string
private_key_usage_period_not_before timestamp
private_key_usage_period_not_after timestamp
certificate_policies string
policy_mappings string
? some
"""

# The second word is the type that the extension belongs to.
EXTENSIONS: Final = """
[ntfs-ext] file 6.7.3
sid string
alternate_data_streams list part alternate-data-stream
? some

[raster-image-ext] file 6.7.5
image_height integer
image_width integer
bits_per_pixel integer
exif_tags dictionary
? some

[pdf-ext] file 6.7.2
version string
is_optimized boolean
document_info_dict dictionary
pdfid0 string
pdfid1 string
? some

[archive-ext] file 6.7.1
contains_refs! list ref file directory
comment string

[windows-pebinary-ext] file 6.7.6
pe_type! open windows-pebinary-type-ov
imphash string
machine_hex hex
number_of_sections integer 0
time_date_stamp timestamp seconds
pointer_to_symbol_table_hex hex
number_of_symbols integer 0
size_of_optional_header integer 0
characteristics_hex hex
file_header_hashes hashes
optional_header part windows-pe-optional-header
sections list part windows-pe-section
? some

[http-request-ext] network-traffic 6.12.2
request_method! string
request_value! string
request_version string
request_header dictionary
message_body_length integer
message_body_data_ref ref artifact

[icmp-ext] network-traffic 6.12.3
icmp_type_hex! hex
icmp_code_hex! hex

[socket-ext] network-traffic 6.12.4
address_family! enum network-socket-address-family-enum
is_blocking boolean
is_listening boolean
options dictionary
socket_type enum network-socket-type-enum
socket_descriptor integer 0
socket_handle integer

[tcp-ext] network-traffic 6.12.5
src_flags_hex hex
dst_flags_hex hex
? some

[windows-process-ext] process 6.13.2
aslr_enabled boolean
dep_enabled boolean
priority string
owner_sid string
window_title string
startup_info dictionary
integrity_level enum windows-integrity-level-enum
? some

[windows-service-ext] process 6.13.3
service_name string
descriptions list string
display_name string
group_name string
start_type enum windows-service-start-type-enum
service_dll_refs list ref file
service_type enum windows-service-type-enum
service_status enum windows-service-status-enum
? some

[unix-account-ext] user-account 6.16.2
gid integer
groups list string
home_dir string
shell string
? some
"""

# What identifiers are computed from (section 3.4, and each object's own section); a process has none, and a random one.
CONTRIBUTING: Final = """
artifact hashes payload_bin
autonomous-system number
directory path
domain-name value
email-addr value
email-message from_ref subject body
file hashes name parent_directory_ref extensions
ipv4-addr value
ipv6-addr value
mac-addr value
mutex name
network-traffic start end src_ref dst_ref src_port dst_port protocols extensions
process
software name cpe swid vendor version
url value
user-account account_type user_id account_login
windows-registry-key key values
x509-certificate hashes serial_number
"""
