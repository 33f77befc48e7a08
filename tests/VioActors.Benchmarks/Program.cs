using VioActors.Benchmarks.Iscsi;

// One command: dotnet run -c Release --project tests/VioActors.Benchmarks -- iscsi [folder] [passes]
if (args is not ["iscsi", ..])
{
    Console.Error.WriteLine("Usage: iscsi [folder for the files, default /dev/shm] [passes, default 4]");
    return 2;
}

var folder = args.Length > 1 ? args[1] : "/dev/shm";
var passes = args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 4;
return await IscsiBenchmark.RunAsync(folder, passes, Console.Out);
