// Every operation of the VIOS API as a table: where it is offered, who may, what it asks for, and the request that it becomes.

import { nameOf, viosName } from './names.js';
import { quoted } from './pbm.js';
import { store } from './store.js';

const text = (name, label, more = {}) => ({ name, label, type: 'text', ...more });
const number = (name, label, more = {}) => ({ name, label, type: 'number', ...more });
const flag = (name, label, more = {}) => ({ name, label, type: 'flag', ...more });
const size = (name, label, more = {}) => ({ name, label, type: 'size', ...more });
const choice = (name, label, options, more = {}) => ({ name, label, type: 'choice', options, ...more });
const thingOf = (kind, name, label, more = {}) => ({ name, label, type: 'thing', kind, required: true, ...more });

const places = ['localStore', 'repository', 'viosDb'];
const create = (kind) => (values, _, asJob) => ['create', { asJob }, [kind, values]];
const change = (kind, fixed = {}) => (values, thing, asJob) =>
  ['change', { version: thing.has.version ?? thing.has.revision ?? 0, asJob }, [kind, { id: thing.id, ...fixed, ...values }]];
const remove = (fixed = {}) => (values, thing, asJob) =>
  ['remove', { object: thing.kind, id: thing.id, version: thing.has.version ?? 0, ...fixed, ...values, asJob }];

const force = (hint) => flag('force', 'Force', { hint });
const on = (...kinds) => kinds;

const planFields = [
  choice('frequency', 'Frequency', ['never', 'daily', 'weekly', 'monthly']),
  text('timeOfDay', 'Time of day', { pattern: '([01][0-9]|2[0-3]):[0-5][0-9]', hint: 'hh:mm' }),
  number('day', 'Day', { hint: 'weekly: 0 (Sunday) to 6; monthly: 1 to 31' }),
  text('timeZone', 'Time zone', { hint: 'such as Europe/Berlin' }),
  number('keepCount', 'Backups kept'),
];

const restoreFields = [
  choice('mode', 'Mode', ['strict', 'validate', 'interactive', 'force'],
    { hint: 'strict ends when something does not validate; validate changes nothing; interactive asks; force goes on without' }),
  text('types', 'Types', { hint: 'categories of devices, separated by commas; empty: all' }),
  flag('skipDeviceAttributes', 'Skip attributes of physical devices'),
  flag('useLastKnownTable', 'Use the UUID table as last read', { hint: 'when the management tool cannot be reached' }),
];

/**
 * id; title; verb: the button's text; kind: whose list offers it; of: kinds of things whose details offer it; role; fields; preset(thing);
 * request(values, thing, asJob), or line(thing): a command of pbm, where the API has no operation; job: offered as a job, and 'yes' when it
 * is by default; danger(thing): what is lost; typed(thing): what has to be typed to confirm; fits(thing): whether it makes sense now.
 */
export const operations = [
  {
    id: 'lu-create', verb: 'Create LU', title: 'Create a logical unit', kind: 'lu', of: on('pool'), role: 'operator', job: 'no',
    fields: [
      text('name', 'Name', { required: true }), thingOf('pool', 'pool', 'Pool'), size('sizeBytes', 'Size', { required: true }),
      flag('thick', 'Thick', { hint: 'all its space is taken at once' }), text('tier', 'Tier', { hint: 'empty: the system tier' }),
      choice('kind', 'Kind', ['disk', 'image', 'paging', 'removableDisk', 'opticalDrive', 'opticalMedium'], { optional: 'disk' }),
    ],
    preset: (thing) => ({ pool: thing?.id }), request: create('lu'),
  },
  {
    id: 'lu-resize', verb: 'Resize', title: 'Resize the logical unit', of: on('lu'), role: 'operator', job: 'no',
    fields: [size('sizeBytes', 'New size', { required: true, hint: 'a unit only grows' })],
    preset: (thing) => ({ sizeBytes: thing.has.sizeBytes }), request: change('lu'),
  },
  {
    id: 'lu-rename', verb: 'Rename', title: 'Rename the logical unit', of: on('lu'), role: 'operator',
    fields: [text('name', 'New name', { required: true })], preset: (thing) => ({ name: thing.has.name }), request: change('lu'),
  },
  {
    id: 'snapshot-create', verb: 'Take snapshot', title: 'Take a snapshot', kind: 'snapshot', of: on('lu'), role: 'operator',
    fields: [thingOf('lu', 'lu', 'LU'), text('name', 'Name of the snapshot', { required: true })],
    preset: (thing) => ({ lu: thing?.id }), request: create('snapshot'),
  },
  {
    id: 'mapping-create', verb: 'Map', title: 'Map a logical unit', kind: 'mapping', of: on('lu', 'adapter'), role: 'operator',
    fields: [
      thingOf('lu', 'lu', 'LU'),
      thingOf('adapter', 'adapterId', 'Server adapter', {
        shown: (adapter) => `${viosName(adapter.has.vios)} / ${adapter.has.name} (${adapter.has.client})`,
      }),
      number('lun', 'LUN', { hint: 'empty: the lowest free number' }), text('device', 'VTD', { hint: 'empty: the next free name' }),
      flag('readOnly', 'Read only'), flag('shared', 'Shared', { hint: 'several clients may have it open' }),
    ],
    preset: (thing) => (thing?.kind === 'lu' ? { lu: thing.id } : { adapterId: thing?.id }),
    request: ({ adapterId, ...values }) => {
      const adapter = store.get('adapter', adapterId);
      return ['create', {}, ['mapping', { vios: adapter?.has.vios, adapter: adapter?.has.name, ...values }]];
    },
  },
  {
    id: 'lu-remove', verb: 'Remove', title: 'Remove the logical unit', of: on('lu'), role: 'operator', job: 'no',
    fields: [force('also while it is mapped: its mappings go too')], request: remove(),
    danger: () => 'Its data is erased and cannot be brought back.', typed: (thing) => thing.has.name,
  },
  {
    id: 'snapshot-rollback', verb: 'Roll back', title: 'Roll the logical unit back', of: on('snapshot'), role: 'operator', job: 'no',
    fields: [force('also while the unit is mapped; no client may have it open')], request: change('snapshot', { rollBack: true }),
    danger: (thing) => `LU ${thing.has.luName} is again what it was at ${thing.has.name}. What was written since then is lost.`,
    typed: (thing) => thing.has.luName,
  },
  {
    id: 'clone-create', verb: 'Clone', title: 'Make a clone', of: on('snapshot'), role: 'operator', job: 'no',
    fields: [text('name', 'Name of the new LU', { required: true })],
    request: (values, thing, asJob) => ['create', { asJob }, ['clone', { ...values, snapshot: thing.id }]],
  },
  {
    id: 'snapshot-remove', verb: 'Remove', title: 'Remove the snapshot', of: on('snapshot'), role: 'operator', fields: [],
    request: remove(),
    danger: () => 'The unit stays as it is; there is no way back to this snapshot then.', typed: (thing) => thing.has.name,
  },
  {
    id: 'pool-thresholds', verb: 'Thresholds', title: 'Change the thresholds of the pool', of: on('pool'), role: 'operator',
    fields: [
      number('warningPercent', 'Warning at % used'), number('criticalPercent', 'Critical at % used'),
      number('overCommitPercentMax', 'Over-commitment at most, %', { hint: '0: no limit' }),
    ],
    preset: ({ has }) => has, request: change('pool'),
  },
  {
    id: 'pv-add', verb: 'Add volume', title: 'Add a physical volume', kind: 'pv', of: on('pool'), role: 'administrator', job: 'no',
    fields: [
      thingOf('pool', 'pool', 'Pool'), text('name', 'Name', { required: true }),
      text('path', 'Path', { required: true, hint: 'a new file, a device or nbd://host/export: the same on every VIOS' }),
      size('sizeBytes', 'Size', { hint: 'a file needs one; empty: all of a device' }),
      text('tier', 'Tier'), text('diskGroup', 'Disk group'),
    ],
    preset: (thing) => ({ pool: thing?.id }), request: create('pv'),
  },
  {
    id: 'pv-replace', verb: 'Replace', title: 'Replace the physical volume', of: on('pv'), role: 'administrator', job: 'yes',
    fields: [
      text('name', 'Name of the new volume', { required: true }), text('path', 'Path of the new volume', { required: true }),
      size('sizeBytes', 'Size', { hint: 'a file needs one; empty: all of a device' }),
    ],
    request: (values, thing, asJob) => ['create', { asJob }, ['pv', { pool: thing.has.pool, ...values, replaces: thing.id }]],
  },
  {
    id: 'pv-drain', verb: 'Empty', title: 'Empty the physical volume', of: on('pv'), role: 'administrator', job: 'yes', fields: [],
    request: change('pv', { drain: true }), note: 'What is on it is moved to the other volumes while it is in use.',
    fits: (thing) => thing.has.status === 'inUse',
  },
  {
    id: 'pv-stay', verb: 'Keep', title: 'Keep the physical volume', of: on('pv'), role: 'administrator', fields: [],
    request: change('pv', { drain: false }), note: 'It is not emptied any further and gives space again.',
    fits: (thing) => ['draining', 'leaving'].includes(thing.has.status),
  },
  {
    id: 'pv-remove', verb: 'Remove', title: 'Remove the physical volume', of: on('pv'), role: 'administrator', job: 'yes', fields: [],
    request: remove(), danger: () => 'What is on it is moved to the other volumes first; then it leaves the pool.',
    typed: (thing) => thing.has.name,
  },
  {
    id: 'pv-force', verb: 'Give up', title: 'Give the physical volume up', of: on('pv'), role: 'administrator', fields: [],
    request: remove({ force: true }), danger: () => 'It is gone for ever: the data that only it has is lost. '
      + 'This is refused while any active VIOS reaches it.', typed: (thing) => thing.has.name,
  },
  {
    id: 'adapter-create', verb: 'Create adapter', title: 'Create a server adapter', kind: 'adapter', of: on('vios', 'client'),
    role: 'operator',
    fields: [
      thingOf('vios', 'vios', 'VIOS'), choice('kind', 'Kind', ['virtualScsi', 'virtualFibreChannel', 'iscsi']),
      text('client', 'Client', {
        required: true, suggest: () => store.all('client').map((client) => client.id),
        hint: 'lpar:CEC/partition, or iscsi:iqn.… of an initiator',
      }),
      number('clientSlot', 'Client slot'), number('slot', 'Slot', { hint: 'empty: the next free one' }),
      text('name', 'Name', { hint: 'empty: the next free one' }),
    ],
    preset: (thing) => (thing?.kind === 'vios' ? { vios: thing.id } : { client: thing?.id }), request: create('adapter'),
  },
  {
    id: 'adapter-remove', verb: 'Remove', title: 'Remove the server adapter', of: on('adapter'), role: 'operator', fields: [],
    request: remove(),
    danger: (thing) => `The client loses its path through ${viosName(thing.has.vios)}.`, typed: (thing) => thing.has.name,
  },
  {
    id: 'mapping-remove', verb: 'Unmap', title: 'Remove the mapping', of: on('mapping'), role: 'operator', fields: [], request: remove(),
    danger: (thing) => `The client loses LU ${thing.has.luName} through ${viosName(thing.has.vios)}.`, typed: (thing) => thing.has.device,
  },
  {
    id: 'vios-create', verb: 'Add member', title: 'Add a VIOS to the cluster', kind: 'vios', of: on('cluster'), role: 'administrator',
    fields: [
      text('name', 'Host name', { required: true }), text('drc', 'DRC name', { required: true, hint: 'such as 9009.42A.1234567-V3' }),
      text('id', 'UUID', { hint: 'empty: one is made' }),
    ],
    request: create('vios'),
  },
  {
    id: 'vios-start', verb: 'Start', title: 'Start the VIOS', of: on('vios'), role: 'administrator', fields: [],
    fits: (thing) => thing.has.status === 'stopped', line: (thing) => `vios start -n ${quoted(nameOf(thing))}`,
  },
  {
    id: 'vios-stop', verb: 'Stop', title: 'Stop the VIOS', of: on('vios'), role: 'administrator', fields: [],
    fits: (thing) => thing.has.status === 'active', line: (thing) => `vios stop -n ${quoted(nameOf(thing))}`,
    danger: () => 'Its sessions are closed: clients go on through another VIOS, or wait.', typed: nameOf,
  },
  {
    id: 'vios-remove', verb: 'Remove member', title: 'Remove the VIOS from the cluster', of: on('vios'), role: 'administrator', job: 'no',
    fields: [force('with its adapters and mappings')], request: remove(),
    danger: () => 'It serves nobody any more, and its UUID is never used again.', typed: nameOf,
  },
  {
    id: 'policy-set', verb: 'Set policy', title: 'Set a policy of the cluster', of: on('cluster'), role: 'administrator',
    fields: [
      text('policy', 'Policy', {
        required: true, suggest: () => store.all('cluster').flatMap((cluster) => policiesOf(cluster).map((policy) => policy.has.name)),
      }),
      { name: 'content', label: 'Content', type: 'area', required: true },
    ],
    request: (values, thing) => ['change', {
      version: policiesOf(thing).find((policy) => policy.has.name === values.policy)?.has.version ?? 0,
    }, ['cluster', values]],
  },
  {
    id: 'backup-vios', verb: 'Back up', title: 'Back the VIOS up', kind: 'backup', of: on('vios'), role: 'operator', job: 'yes',
    fields: [
      thingOf('vios', 'vios', 'VIOS'), text('label', 'Label', { hint: 'empty: that of the plan' }),
      choice('place', 'Place', places, { optional: 'that of the plan' }),
    ],
    preset: (thing) => ({ vios: thing?.id }), request: create('backup'),
  },
  {
    id: 'backup-cluster', verb: 'Back up cluster', title: 'Back the cluster up', kind: 'backup', of: on('cluster'),
    role: 'operator', job: 'yes',
    fields: [thingOf('cluster', 'cluster', 'Cluster'), text('label', 'Label', { hint: 'empty: that of the plan' })],
    preset: (thing) => ({ cluster: thing?.id }), request: create('backup'),
  },
  {
    id: 'plan-vios', verb: 'Change plan', title: 'Change the backup plan', of: on('backupPlan'), role: 'operator',
    fits: (thing) => store.get('vios', thing.id) !== null,
    fields: [...planFields, choice('place', 'Place', places), text('label', 'Label'),
      flag('afterChanges', 'After changes of the configuration')],
    preset: ({ has }) => has, request: (values, thing) => ['change', { version: 0 }, ['backupPlan', { vios: thing.id, ...values }]],
  },
  {
    id: 'plan-cluster', verb: 'Change plan', title: 'Change the backup plan of the cluster', of: on('backupPlan'), role: 'administrator',
    fits: (thing) => store.get('vios', thing.id) === null, fields: [...planFields, text('label', 'Label')],
    preset: ({ has }) => has, request: (values, thing) => ['change', { version: 0 }, ['backupPlan', { cluster: thing.id, ...values }]],
  },
  {
    id: 'view', verb: 'View configuration', title: 'View the configuration', of: on('vios', 'backup'), role: 'viewer',
    fields: [
      thingOf('vios', 'vios', 'VIOS'), text('file', 'Backup file', { hint: 'empty: as it is now' }),
      text('types', 'Types', { hint: 'categories of devices, separated by commas; empty: all' }),
    ],
    preset: (thing) => (thing.kind === 'vios' ? { vios: thing.id } : { vios: thing.has.vios, file: thing.has.file }),
    request: (values) => ['view', values],
  },
  {
    id: 'restore-vios', verb: 'Restore', title: 'Restore the VIOS', of: on('backup'), role: 'administrator', job: 'no',
    fields: restoreFields,
    fits: (thing) => Boolean(thing.has.vios), preset: () => ({ mode: 'validate' }),
    request: (values, thing, asJob) => ['restore', { file: thing.has.file, vios: thing.has.vios, ...values, asJob }],
    danger: (thing) => `The configuration of ${viosName(thing.has.vios)} is made what ${thing.has.file} has, as the mode says.`,
    typed: (thing) => viosName(thing.has.vios),
  },
  {
    id: 'restore-cluster', verb: 'Restore cluster', title: 'Restore from the backup of the cluster', of: on('backup'),
    role: 'administrator',
    job: 'yes', fits: (thing) => Boolean(thing.has.cluster),
    fields: [
      thingOf('vios', 'vios', 'Only this VIOS', { required: false, optional: 'all' }),
      thingOf('vios', 'onto', 'Onto', { required: false, optional: 'itself',
        hint: 'the member that takes its configuration' }), ...restoreFields,
    ],
    preset: () => ({ mode: 'validate' }),
    request: (values, thing, asJob) => ['restore', { file: thing.has.file, cluster: thing.has.cluster, ...values, asJob }],
    danger: (thing) => `The configuration of the VIOSes is made what ${thing.has.file} has, as the mode says.`,
    typed: (thing) => thing.has.cluster,
  },
  {
    id: 'decide', verb: 'Decide restore', title: 'Decide what a restore asks', of: on('vios'), role: 'administrator',
    fields: [choice('what', 'Decision', ['yes', 'no', 'resume', 'undo'],
      { hint: 'yes, no: go on without the device, or end; resume, undo: a restore that was interrupted' })],
    request: (values, thing) => ['decide', { vios: thing.id, ...values }],
  },
];

const policiesOf = (cluster) => cluster.parts.filter((part) => part.kind === 'policy');

/** What the list of a kind offers. */
export const operationsOfList = (kind) => operations.filter((operation) => operation.kind === kind);

/** What can be done with a thing. */
export const operationsOf = (thing) =>
  operations.filter((operation) => operation.of.includes(thing.kind) && (operation.fits?.(thing) ?? true));
