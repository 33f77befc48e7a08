using Akka.Actor;
using Akka.Event;

namespace VioActors.Node.Log;

/// <summary>
/// Writes the log to <c>vio.log</c> in the data folder, and warnings and errors to standard error as well. One for each actor system,
/// made by it. When the file
/// has reached its size it becomes <c>vio.log.1</c>, in place of the older one. A file that cannot be written costs the log, never the
/// system.
/// </summary>
public sealed class FileLogger : ReceiveActor
{
    private const long SizeBytesMax = 16 * 1024 * 1024;

    private readonly string _path;
    private StreamWriter? _file;

    public FileLogger()
    {
        _path = Path.Combine(Path.GetFullPath(Context.System.Settings.Config.GetString("vio-actors.data-directory", ".")), "vio.log");
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write);
    }

    protected override void PostStop() => _file?.Dispose();

    private void Write(LogEvent line)
    {
        if (line.LogLevel() >= LogLevel.WarningLevel)
            Console.Error.WriteLine(line);
        try
        {
            _file ??= new StreamWriter(new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
            _file.WriteLine(line);
            if (_file.BaseStream.Position > SizeBytesMax)
                Turn();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The log file {_path} cannot be written: {cause.Message}");
        }
    }

    private void Turn()
    {
        _file!.Dispose();
        _file = null;
        File.Move(_path, _path + ".1", overwrite: true);
    }
}
