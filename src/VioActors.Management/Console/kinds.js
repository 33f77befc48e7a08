// The lists: which columns each kind of object has.

import {
  barCell, linkCell, numberCell, ownCell, poolCell, progressCell, sizeCell, stateCell, textCell, timeCell, wordCell, yesCell,
} from './cells.js';
import { viosName } from './names.js';
import { store } from './store.js';

const column = (title, of) => ({ title, of });
const name = column('Name', ownCell);
const state = column('State', stateCell);

const mappingsOf = (test) => store.all('mapping').filter((mapping) => test(mapping.has)).length;

/** The columns of each kind, in order. */
export const columnsOf = {
  cluster: [
    name, state,
    column('Members', ({ has }) => numberCell(has.members)),
    column('Active', ({ has }) => numberCell(has.activeMembers)),
    column('Primary node', ({ has }) => linkCell('vios', has.primary)),
  ],
  vios: [
    name, state,
    column('CEC', ({ has }) => linkCell('cec', has.cec)),
    column('Partition', ({ has }) => numberCell(has.partition)),
    column('DRC name', ({ has }) => textCell(has.drc)),
    column('Portals', ({ parts }) => textCell(parts.filter((part) => part.kind === 'portal').map((part) => part.has.address).join(', '))),
    column('Adapters', ({ id }) => numberCell(String(store.all('adapter').filter((adapter) => adapter.has.vios === id).length))),
    column('Mappings', ({ id }) => numberCell(String(mappingsOf((mapping) => mapping.vios === id)))),
    column('Since', ({ has }) => timeCell(has.sinceUtc)),
    column('Detail', ({ has }) => textCell(has.detail)),
  ],
  cec: [
    name, state,
    column('VIOSes', ({ has }) => numberCell(has.vioses)),
    column('Clients', ({ has }) => numberCell(has.clients)),
    column('Partitions', ({ parts }) => textCell(parts.filter((part) => part.kind === 'partition')
      .map((part) => [part.has.name, part.has.state].filter(Boolean).join(': ')).join(', '))),
  ],
  client: [
    name, state,
    column('Key', ({ id }) => textCell(id)),
    column('ClientID', ({ has }) => numberCell(has.clientId)),
    column('Nexuses', ({ parts }) => numberCell(String(parts.filter((part) => part.kind === 'nexus').length))),
    column('Through', ({ parts }) => textCell([...new Set(parts.filter((part) => part.has.loggedIn === 'true')
      .map((part) => viosName(part.has.vios)))].join(', '))),
    column('Mappings', ({ id }) => numberCell(String(mappingsOf((mapping) => mapping.client === id)))),
  ],
  adapter: [
    name,
    column('VIOS', ({ has }) => linkCell('vios', has.vios)),
    column('Kind', ({ has }) => wordCell(has.kind)),
    column('Slot', ({ has }) => numberCell(has.slot)),
    column('Client', ({ has }) => linkCell('client', has.client)),
    column('Client slot', ({ has }) => numberCell(has.clientSlot)),
    column('DRC name', ({ has }) => textCell(has.drc)),
    column('Mappings', ({ has }) => numberCell(String(mappingsOf((mapping) => mapping.vios === has.vios && mapping.adapter === has.name)))),
  ],
  mapping: [
    column('VTD', ownCell),
    column('VIOS', ({ has }) => linkCell('vios', has.vios)),
    column('Adapter', ({ has }) => ({ ...linkCell('adapter', `${has.vios}/${has.adapter}`), text: has.adapter })),
    column('Client', ({ has }) => linkCell('client', has.client)),
    column('LUN', ({ has }) => numberCell(has.lun)),
    column('Backing device', ({ has }) => ({ ...linkCell('lu', has.lu), text: has.luName })),
    column('Pool', ({ has }) => linkCell('pool', has.pool)),
    column('Read only', ({ has }) => yesCell(has.readOnly)),
  ],
  pool: [
    name, state,
    column('Used', poolCell),
    column('Free', ({ has }) => sizeCell(has.freeBytes)),
    column('Provisioned', ({ has }) => sizeCell(has.provisionedBytes)),
    column('LUs', ({ has }) => numberCell(has.lus)),
    column('PVs', ({ has }) => numberCell(has.pvs)),
  ],
  pv: [
    name, state,
    column('Pool', ({ has }) => linkCell('pool', has.pool)),
    column('Used', ({ has }) => barCell(has.usedBytes ?? 0, has.sizeBytes)),
    column('Tier', ({ has }) => textCell(has.tier)),
    column('Disk group', ({ has }) => textCell(has.diskGroup)),
    column('Path', ({ has }) => textCell(has.path)),
  ],
  lu: [
    name, state,
    column('Pool', ({ has }) => linkCell('pool', has.pool)),
    column('Size', ({ has }) => sizeCell(has.sizeBytes)),
    column('Used', ({ has }) => barCell(has.usedBytes, has.sizeBytes)),
    column('Space', ({ has }) => textCell(has.thick === 'true' ? 'thick' : 'thin')),
    column('Kind', ({ has }) => wordCell(has.kind)),
    column('Mappings', ({ id }) => numberCell(String(mappingsOf((mapping) => mapping.lu === id)))),
    column('Open', ({ parts }) => numberCell(String(parts.filter((part) => part.has.kind === 'open').length))),
    column('UDID', ({ id }) => textCell(id)),
  ],
  snapshot: [
    name,
    column('LU', ({ has }) => ({ ...linkCell('lu', has.lu), text: has.luName })),
    column('Taken', ({ has }) => timeCell(has.takenUtc)),
    column('Size', ({ has }) => sizeCell(has.sizeBytes)),
    column('Mapped', ({ has }) => sizeCell(has.mappedBytes)),
    column('Comes free', ({ has }) => sizeCell(has.usedBytes)),
  ],
  backup: [
    column('File', ownCell), state,
    column('Of', ({ has }) => (has.vios ? linkCell('vios', has.vios) : textCell(has.cluster))),
    column('Place', ({ has }) => wordCell(has.place)),
    column('Taken', ({ has }) => timeCell(has.takenUtc)),
    column('Size', ({ has }) => sizeCell(has.sizeBytes)),
    column('Problem', ({ has, parts }) =>
      textCell([has.problem, ...parts.map((part) => `lacks ${part.has.name}`)].filter(Boolean).join('; '))),
  ],
  backupPlan: [
    column('Of', ownCell),
    column('Frequency', ({ has }) => wordCell(has.frequency)),
    column('At', ({ has }) => textCell(`${has.timeOfDay} ${has.timeZone}`)),
    column('Kept', ({ has }) => numberCell(has.keepCount)),
    column('Place', ({ has }) => wordCell(has.place)),
    column('After changes', ({ has }) => yesCell(has.afterChanges)),
    column('Last', ({ has }) => timeCell(has.lastUtc)),
    column('Next', ({ has }) => timeCell(has.nextUtc)),
  ],
  job: [
    column('Begun', ({ has, kind, id }) => ({ ...timeCell(has.begunUtc), href: `#/${kind}/${encodeURIComponent(id)}` })), state,
    column('Progress', progressCell),
    column('Operation', ({ has }) => textCell(`${has.operation} ${has.object}`)),
    column('Object', ({ has }) => linkCell(has.object, has.objectId)),
    column('By', ({ has }) => textCell(has.byWhom)),
    column('Ended', ({ has }) => timeCell(has.endedUtc)),
    column('Text', ({ has }) => textCell(has.text)),
  ],
  event: [
    column('At', ({ has }) => timeCell(has.atUtc)),
    column('Category', ({ has }) => (has.category === 'alert' ? { text: 'alert', level: 'warn' } : textCell(has.category))),
    column('Object', ({ has }) => linkCell(has.object, has.objectId)),
    column('Kind', ({ has }) => wordCell(has.object)),
    column('Change', ({ has }) => textCell(has.change)),
    column('What', ({ has }) => wordCell(has.what)),
    column('Version', ({ has }) => numberCell(has.version)),
  ],
};

/** Whose newest is shown first. */
export const newestFirst = new Set(['event', 'job', 'backup', 'snapshot']);
