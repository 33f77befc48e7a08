using VioActors.Benchmarks.Backup;
using VioActors.Benchmarks.Cluster;
using VioActors.Benchmarks.Engine;
using VioActors.Benchmarks.Freeze;
using VioActors.Benchmarks.Images;
using VioActors.Benchmarks.Iscsi;
using VioActors.Benchmarks.Machines;
using VioActors.Benchmarks.Redundancy;
using VioActors.Benchmarks.Registration;
using VioActors.Benchmarks.Remote;
using VioActors.Benchmarks.Storage;

// One command: dotnet run -c Release --project tests/VioActors.Benchmarks -- iscsi [folder] [passes] [pattern]
// | engine [folder] [passes] [date] | remote [passes] | cluster [passes] | storage [folder] [passes] | freeze [passes]
// | clones [folder] [chunks] [passes] | registration [folder] [VIOSes] | backup [folder] [VIOSes] | images [MiB] [passes]
// | freeze-processes [partitions] [passes] | machines [machines at one time] [passes]
return args switch
{
    ["iscsi-allocations", ..] => await AllocationBenchmark.RunAsync(Argument(1, "/dev/shm"), Console.Out),
    ["iscsi", ..] => await IscsiBenchmark.RunAsync(Argument(1, "/dev/shm"), Number(2, 4), Argument(3, ""), Console.Out),
    ["remote", ..] => await RemoteBenchmark.RunAsync(args[1..], Console.Out),
    ["cluster", ..] => await ClusterBenchmark.RunAsync(Number(1, 3), Console.Out),
    ["storage", ..] => await StorageBenchmark.RunAsync(Argument(1, Path.GetTempPath()), Number(2, 3), Console.Out),
    ["clones", ..] => await CloneBenchmark.RunAsync(Argument(1, Path.GetTempPath()), Number(2, 10_240), Number(3, 3), Console.Out),
    ["redundancy", ..] => await RedundancyBenchmark.RunAsync(
        Number(1, 3), Number(2, 3), Argument(3, "all") != "throughput", Console.Out),
    ["freeze", ..] => await FreezeBenchmark.RunAsync(Number(1, 5), Console.Out),
    ["freeze-processes", ..] => await ProcessFreezeBenchmark.RunAsync(Number(1, 500), Number(2, 3), Console.Out),
    ["registration", ..] => await RegistrationBenchmark.RunAsync(
        Argument(1, "/dev/shm"), RegistrationScale.Full with { Vioses = Number(2, RegistrationScale.Full.Vioses) }, Console.Out),
    ["backup", ..] => await BackupBenchmark.RunAsync(
        Argument(1, "/dev/shm"), BackupScale.Full with { Vioses = Number(2, BackupScale.Full.Vioses) }, Console.Out),
    ["images", ..] => await ImageBenchmark.RunAsync(Number(1, 64), Number(2, 5), Console.Out),
    ["machines", ..] => await MachineBenchmark.RunAsync(Number(1, 4), Number(2, 3), Console.Out),
    [PeerProcess.Argument] => await PeerProcess.RunAsync(),
    ["engine", ..] => await EngineBenchmark.RunAsync(Argument(1, Path.GetTempPath()), Number(2, 3), Argument(3, "undated"), Console.Out),
    _ => Usage(),
};

string Argument(int index, string missing) => args.Length > index ? args[index] : missing;

int Number(int index, int missing) => int.Parse(Argument(index, $"{missing}"), System.Globalization.CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("Usage: iscsi [folder for the files, default /dev/shm] [passes, default 4] [patterns, default all]");
    Console.Error.WriteLine("       iscsi-allocations [folder for the files, default /dev/shm]");
    Console.Error.WriteLine("       engine [folder for the databases, default the temporary one] [passes, default 3] [date to print]");
    Console.Error.WriteLine("       storage [folder for the files, default the temporary one] [passes, default 3]");
    Console.Error.WriteLine("       clones [folder for the files, default the temporary one] [chunks, default 10240] [passes, default 3]");
    Console.Error.WriteLine("       remote [passes, default 3]");
    Console.Error.WriteLine("       cluster [passes, default 3]");
    Console.Error.WriteLine("       freeze [passes, default 5]");
    Console.Error.WriteLine("       freeze-processes [partitions, default 500] [passes, default 3]");
    Console.Error.WriteLine("       backup [folder for the database and the backups, default /dev/shm] [VIOSes, default 500]");
    Console.Error.WriteLine("       registration [folder for the stores, default /dev/shm] [VIOSes, default 1000]");
    Console.Error.WriteLine("       redundancy [passes, default 3] [seconds of each throughput, default 3] [throughput: only that]");
    Console.Error.WriteLine("       images [MiB of the image, default 64] [passes, default 5]");
    Console.Error.WriteLine("       machines [machines at one time, default 4] [passes, default 3]");
    return 2;
}
