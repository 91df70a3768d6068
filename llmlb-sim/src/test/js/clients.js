// Two public clients of iControl REST, neither of them ours, do what a controller does:
//   node clients.js HOST PORT USER PASSWORD POOL
// The first logs in for a token, lists the pools and changes the first member's ratio to 7; the second, with basic
// authentication, changes all ratios to 3 in one transaction. Prints what they saw as one JSON object.
'use strict';

process.env.F5_CONX_CORE_REJECT_UNAUTORIZED = 'false'; // sic; the certificate is one as from the factory
const [host, port, user, password, pool] = process.argv.slice(2);

const url = (fullPath) => fullPath.replace(/\//g, '~');
const membersOf = `/tm/ltm/pool/${url(pool)}/members`;

async function conxCore() {
  const { MgmtClient } = require('f5-conx-core/dist/bigip/mgmtClient');
  const client = new MgmtClient(host, user, password, { port });
  const pools = await client.makeRequest('/mgmt/tm/ltm/pool');
  const members = await client.makeRequest(`/mgmt${membersOf}`);
  const first = `/mgmt${membersOf}/${url(members.data.items[0].fullPath)}`;
  const changed = await client.makeRequest(first, { method: 'PATCH', data: { ratio: 7 } });
  await client.clearToken();
  return { pools: pools.data.items.map((item) => item.fullPath), ratio: changed.data.ratio };
}

async function cloudLibs() {
  const IControl = require('@f5devcentral/f5-cloud-libs/lib/iControl');
  const client = new IControl({ host, port, user, password, strict: false });
  const members = await client.list(membersOf);
  const { transId } = await client.create('/tm/transaction/', {});
  for (const member of members) {
    await client.modify(
      `${membersOf}/${url(member.fullPath)}`,
      { ratio: 3 },
      { headers: { 'X-F5-REST-Coordination-Id': transId } },
    );
  }
  const during = (await client.list(membersOf)).map((member) => member.ratio);
  const { state } = await client.modify(`/tm/transaction/${transId}`, { state: 'VALIDATING' });
  return { during, state, after: (await client.list(membersOf)).map((member) => member.ratio) };
}

(async () => {
  console.log(JSON.stringify({ conxCore: await conxCore(), cloudLibs: await cloudLibs() }));
})().catch((failure) => {
  console.error(failure.message, failure.response ? JSON.stringify(failure.response.data) : '');
  process.exit(1);
});
