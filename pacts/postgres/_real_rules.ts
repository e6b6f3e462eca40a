/**
 * Rules of pg_hba.conf that must all be kept.
 *
 * @module
 */

/** Rules as clusters and the documentation have them. */
export const REAL_RULES = [
  ...["host all all all scram-sha-256", "host all all 0.0.0.0/0 md5", "host all all ::/0 md5"],
  ...["host all all 10.244.0.0/16 md5", "hostssl all all 0.0.0.0/0 cert", "local all all peer"],
  ...["hostnossl all all 0.0.0.0/0 reject", "host replication replicator samenet scram-sha-256"],
  ...["host postgres all 192.168.12.10/32 ident map=omicron", "host all all localhost trust"],
  ...["host all mike .example.com md5", "host all all 127.0.0.1 255.255.255.255 trust"],
  ...[
    "host all all ::1/128 trust  # loop",
    "\thost\tall\tall\tsamehost\ttrust",
    '"local" all all md5',
  ],
  ...["local db1,db2 all md5", "local sameuser all md5"],
  ...[
    "local all +support md5",
    "host all,replication +ops all trust",
  ],
  ...["hostssl app app all scram-sha-256 clientcert=verify-ca", 'host "my db" "me" all password'],
  ...[
    "hostssl all all all cert map=users clientname=DN",
    "hostgssenc all all 0.0.0.0/0 gss include_realm=0",
  ],
  ...[
    'host all all all ldap ldapserver=ldap.example.net ldapprefix="cn=" ldapsuffix=", dc=example, dc=net"',
  ],
  ...['host all all all ldap ldapserver=l ldapbasedn="dc=example, dc=net" ldapsearchattribute=uid'],
  ...['host all all all ldap ldapurl="ldap://ldap.example.net/dc=example,dc=net?uid?sub"'],
  ...[
    'host all all all ldap ldapserver=l ldapbasedn="dc=x" ldapsearchfilter="(|(uid=$username)(mail=$username))"',
  ],
  ...['host all all all radius radiusservers="10.0.0.1,10.0.0.2" radiussecrets="""one"",""two"""'],
  ...[
    "host all all 172.16.0.0/12 pam pamservice=postgresql",
    'host "/^db\\d{2,4}$" all all reject',
  ],
];
