// What things are called, where their pages are, and what hangs on what.

import { store } from './store.js';

export const kindNames = {
  cluster: ['Cluster', 'Clusters'], vios: ['VIOS', 'Virtual I/O servers'], cec: ['CEC', 'CECs and partitions'],
  client: ['Client', 'Clients'], adapter: ['Server adapter', 'Server adapters'], mapping: ['Mapping', 'Mappings'],
  pool: ['Pool', 'Shared storage pools'], pv: ['Physical volume', 'Physical volumes'], lu: ['Logical unit', 'Logical units'],
  snapshot: ['Snapshot', 'Snapshots'], backup: ['Backup', 'Backups'], backupPlan: ['Backup plan', 'Backup plans'], job: ['Job', 'Jobs'],
  event: ['Event', 'Events'], tool: ['Management tool', 'Management tool'], partition: ['Partition', 'Partitions'],
};

export const kindName = (kind) => kindNames[kind]?.[0] ?? kind;

/** The thing's name for people. */
export function nameOf(thing) {
  const { kind, id, has } = thing;
  switch (kind) {
    case 'vios': case 'lu': case 'pv': case 'adapter': return has.name || id;
    case 'client': return clientName(id, has.name);
    case 'mapping': return has.device;
    case 'snapshot': return `${has.luName}@${has.name}`;
    case 'backup': return has.file;
    case 'backupPlan': return viosName(id);
    default: return id;
  }
}

/** A client that never said its name is called as its hypervisor calls the partition. */
function clientName(id, name) {
  if (name) return name;
  const partition = partitionOf(id);
  return partition?.has.name || id.replace(/^(lpar|iscsi):/, '');
}

/** The partition of a client, as its CEC defines it; null: it is none, or the CEC is not known. */
export function partitionOf(clientId) {
  const [, cecId, number] = /^lpar:(.+)\/(\d+)$/.exec(clientId) ?? [];
  return cecId ? store.get('cec', cecId)?.parts.find((part) => part.kind === 'partition' && part.id === number) ?? null : null;
}

export const viosName = (id) => store.get('vios', id)?.has.name || id;

export const nameById = (kind, id) => {
  const thing = store.get(kind, id);
  return thing ? nameOf(thing) : kind === 'client' ? clientName(id, '') : id;
};

let base = '';

/** Links lead to the lists, or stay on a page that shows things itself: 'topology/'. */
export function setBase(page) {
  base = page;
}

const inTopology = new Set(['cluster', 'cec', 'vios', 'client', 'adapter', 'mapping', 'lu', 'pool', 'pv', 'snapshot']);

/** Where the page of a thing is. */
export const hrefOf = (kind, id) => `#/${inTopology.has(kind) ? base : ''}${kind}/${encodeURIComponent(id)}`;

/** Attributes that name another object. */
const referring = {
  vios: 'vios', cec: 'cec', client: 'client', lu: 'lu', pool: 'pool', primary: 'vios', movedTo: 'cec', cloneOf: 'snapshot',
};

/** The object that an attribute of a thing names: [kind, id], or null. */
export function referenceOf(owner, name, value) {
  if (name === 'objectId' && store.get(owner.has.object, value)) return [owner.has.object, value];
  if (name === 'adapter' && owner.has.vios && store.get('adapter', `${owner.has.vios}/${value}`)) {
    return ['adapter', `${owner.has.vios}/${value}`];
  }
  const kind = referring[name];
  return kind && store.get(kind, value) ? [kind, value] : null;
}

/** What hangs on a thing and what it hangs on, by kind. */
export function relatedTo(thing) {
  const { kind, id, has } = thing;
  const groups = [];
  const add = (other, found) => {
    if (found.length > 0) groups.push([other, found]);
  };
  const of = (other, test) => store.all(other).filter((candidate) => test(candidate.has, candidate));
  const byIds = (other, ids) => add(other, [...new Set(ids)].map((one) => store.get(other, one)).filter(Boolean));
  switch (kind) {
    case 'cluster': add('vios', store.all('vios')); add('pool', store.all('pool')); break;
    case 'cec':
      add('vios', of('vios', (other) => other.cec === id));
      add('client', of('client', (_, other) => other.id.startsWith(`lpar:${id}/`)));
      break;
    case 'vios': {
      const mappings = of('mapping', (other) => other.vios === id);
      const adapters = of('adapter', (other) => other.vios === id);
      byIds('cec', [has.cec]);
      add('adapter', adapters);
      add('mapping', mappings);
      byIds('client', adapters.map((adapter) => adapter.has.client));
      byIds('lu', mappings.map((mapping) => mapping.has.lu));
      break;
    }
    case 'client': {
      const adapters = of('adapter', (other) => other.client === id);
      const mappings = of('mapping', (other) => other.client === id);
      byIds('cec', [/^lpar:(.+)\/\d+$/.exec(id)?.[1] ?? '']);
      byIds('vios', [...adapters.map((adapter) => adapter.has.vios), ...thing.parts.map((part) => part.has.vios)]);
      add('adapter', adapters);
      add('mapping', mappings);
      byIds('lu', mappings.map((mapping) => mapping.has.lu));
      break;
    }
    case 'adapter': {
      const mappings = of('mapping', (other) => other.vios === has.vios && other.adapter === has.name);
      byIds('vios', [has.vios]);
      byIds('client', [has.client]);
      add('mapping', mappings);
      byIds('lu', mappings.map((mapping) => mapping.has.lu));
      break;
    }
    case 'mapping':
      byIds('vios', [has.vios]);
      byIds('adapter', [`${has.vios}/${has.adapter}`]);
      byIds('client', [has.client]);
      byIds('lu', [has.lu]);
      break;
    case 'lu': {
      const mappings = of('mapping', (other) => other.lu === id);
      const snapshots = of('snapshot', (other) => other.lu === id);
      const own = new Set(snapshots.map((snapshot) => snapshot.id));
      byIds('pool', [has.pool]);
      add('mapping', mappings);
      byIds('vios', mappings.map((mapping) => mapping.has.vios));
      byIds('client', mappings.map((mapping) => mapping.has.client));
      add('snapshot', snapshots);
      add('lu', of('lu', (other) => own.has(other.cloneOf)));
      break;
    }
    case 'pool':
      add('pv', of('pv', (other) => other.pool === id));
      add('lu', of('lu', (other) => other.pool === id));
      break;
    case 'pv': byIds('pool', [has.pool]); break;
    case 'snapshot':
      byIds('lu', [has.lu]);
      add('lu', of('lu', (other) => other.cloneOf === id));
      break;
    case 'job': case 'event':
      byIds(has.object, [has.objectId]);
      break;
    case 'backup': case 'backupPlan': byIds('vios', [has.vios ?? id]); break;
  }
  return groups;
}
