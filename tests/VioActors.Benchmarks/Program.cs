using VioActors.Benchmarks.Cluster;
using VioActors.Benchmarks.Engine;
using VioActors.Benchmarks.Freeze;
using VioActors.Benchmarks.Iscsi;
using VioActors.Benchmarks.Remote;
using VioActors.Benchmarks.Storage;

// One command: dotnet run -c Release --project tests/VioActors.Benchmarks -- iscsi [folder] [passes]
// | engine [folder] [passes] [date] | remote [passes] | cluster [passes] | storage [folder] [passes] | freeze [passes]
return args switch
{
    ["iscsi", ..] => await IscsiBenchmark.RunAsync(Argument(1, "/dev/shm"), Number(2, 4), Console.Out),
    ["remote", ..] => await RemoteBenchmark.RunAsync(args[1..], Console.Out),
    ["cluster", ..] => await ClusterBenchmark.RunAsync(Number(1, 3), Console.Out),
    ["storage", ..] => await StorageBenchmark.RunAsync(Argument(1, Path.GetTempPath()), Number(2, 3), Console.Out),
    ["freeze", ..] => await FreezeBenchmark.RunAsync(Number(1, 5), Console.Out),
    [PeerProcess.Argument] => await PeerProcess.RunAsync(),
    ["engine", ..] => await EngineBenchmark.RunAsync(Argument(1, Path.GetTempPath()), Number(2, 3), Argument(3, "undated"), Console.Out),
    _ => Usage(),
};

string Argument(int index, string missing) => args.Length > index ? args[index] : missing;

int Number(int index, int missing) => int.Parse(Argument(index, $"{missing}"), System.Globalization.CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("Usage: iscsi [folder for the files, default /dev/shm] [passes, default 4]");
    Console.Error.WriteLine("       engine [folder for the databases, default the temporary one] [passes, default 3] [date to print]");
    Console.Error.WriteLine("       storage [folder for the files, default the temporary one] [passes, default 3]");
    Console.Error.WriteLine("       remote [passes, default 3]");
    Console.Error.WriteLine("       cluster [passes, default 3]");
    Console.Error.WriteLine("       freeze [passes, default 5]");
    return 2;
}
