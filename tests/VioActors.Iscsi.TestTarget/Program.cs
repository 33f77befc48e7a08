using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VioActors.Iscsi.Login;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Doubles;
using VioActors.Iscsi.TestTarget;
using VioActors.Scsi.Backend;

// Serves one target for real initiators: LUN 1 is a file, or a RAM disk of so many MiB.
// Arguments: port, file or MiB, then any of: user%secret, digests, r2t, noimmediate, sendqueue=bytes, moved=port.
const string Name = "iqn.2025-01.org.example:disk";
var port = args.Length > 0 ? int.Parse(args[0]) : 13270;
var medium = args.Length > 1 ? args[1] : "256";
var rest = args.Skip(2).ToHashSet();

IBlockBackend backend = int.TryParse(medium, out var mebibytes) ? new RamDisk(mebibytes * 2048L) : new FileDisk(medium);
var directory = new TestDirectory(new DiskTargetPort(Name, (1, backend)));
directory.Portals.Add(new IscsiPortalAddress("127.0.0.1", port, 1));
if (rest.FirstOrDefault(static a => a.Contains('%')) is { } credential)
{
    directory.Chap = new ChapRequirement(new ChapCredential(credential.Split('%')[0], credential.Split('%')[1]));
}
if (rest.FirstOrDefault(static a => a.StartsWith("moved=", StringComparison.Ordinal)) is { } moved)
{
    directory.MovedTo = new IscsiPortalAddress("127.0.0.1", int.Parse(moved.Split('=')[1]), 1);
}

var sendQueueBytes = rest.FirstOrDefault(static a => a.StartsWith("sendqueue=", StringComparison.Ordinal)) is { } sendQueue
    ? int.Parse(sendQueue.Split('=')[1])
    : new IscsiPortalOptions().SendQueueBytesMax;
var options = new IscsiPortalOptions
{
    SendQueueBytesMax = sendQueueBytes,
    Negotiation = new NegotiationLimits
    {
        HeaderDigest = rest.Contains("digests") ? DigestPolicy.Required : DigestPolicy.Accepted,
        DataDigest = rest.Contains("digests") ? DigestPolicy.Required : DigestPolicy.Accepted,
        InitialR2T = rest.Contains("r2t"),
        ImmediateData = !rest.Contains("noimmediate"),
    },
};
using var random = RandomNumberGenerator.Create();
await using var portal = new IscsiPortal(directory, options, TimeProvider.System, random, Console.Error.WriteLine);
portal.Start(new IPEndPoint(IPAddress.Loopback, port));
Console.WriteLine($"iscsi://{portal.BoundEndPoint}/{Name}/1");

using var stop = new SemaphoreSlim(0);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => { c.Cancel = true; stop.Release(); });
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => { c.Cancel = true; stop.Release(); });
await stop.WaitAsync();
Console.WriteLine($"{GC.GetTotalAllocatedBytes()} bytes allocated, {GC.CollectionCount(0)} collections");
await portal.StopAsync();
