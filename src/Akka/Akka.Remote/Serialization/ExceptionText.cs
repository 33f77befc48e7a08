using Akka.Actor;
using Akka.Remote.Wire;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>
/// Exceptions as the name of their class, message and cause. They are read as the classes that anybody throws, and all others as
/// <see cref="RemoteException"/>: a name from the wire makes no object.
/// </summary>
internal static class ExceptionText
{
    private const int DepthMax = 8;

    private static readonly Dictionary<string, Func<string, Exception?, Exception>> Known = new()
    {
        [typeof(Exception).FullName!] = static (message, cause) => new Exception(message, cause),
        [typeof(ArgumentException).FullName!] = static (message, cause) => new ArgumentException(message, cause),
        [typeof(InvalidOperationException).FullName!] = static (message, cause) => new InvalidOperationException(message, cause),
        [typeof(NotSupportedException).FullName!] = static (message, cause) => new NotSupportedException(message, cause),
        [typeof(TimeoutException).FullName!] = static (message, cause) => new TimeoutException(message, cause),
        [typeof(OperationCanceledException).FullName!] = static (message, cause) => new OperationCanceledException(message, cause),
        [typeof(TaskCanceledException).FullName!] = static (message, cause) => new TaskCanceledException(message, cause),
        [typeof(IOException).FullName!] = static (message, cause) => new IOException(message, cause),
        [typeof(UnauthorizedAccessException).FullName!] = static (message, cause) => new UnauthorizedAccessException(message, cause),
        [typeof(KeyNotFoundException).FullName!] = static (message, cause) => new KeyNotFoundException(message, cause),
        [typeof(ApplicationException).FullName!] = static (message, cause) => new ApplicationException(message, cause),
        [typeof(ActorKilledException).FullName!] = static (message, _) => new ActorKilledException(message),
        [typeof(AskTimeoutException).FullName!] = static (message, _) => new AskTimeoutException(message),
        [typeof(ActorNotFoundException).FullName!] = static (message, cause) => new ActorNotFoundException(message, cause!),
    };

    public static WireMessage Write(Exception error, int depth = 0)
    {
        var name = (error as RemoteException)?.TypeName ?? error.GetType().FullName!;
        var message = new WireMessage().Text(1, name).Text(2, error.Message).Text(3, error.StackTrace);
        return error.InnerException is { } cause && depth < DepthMax ? message.Message(4, Write(cause, depth + 1)) : message;
    }

    public static Exception Read(ReadOnlySpan<byte> bytes, int depth = 0)
    {
        string type = "", message = "";
        Exception? cause = null;
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            switch (field)
            {
                case 1:
                    type = reader.Text();
                    break;
                case 2:
                    message = reader.Text();
                    break;
                case 4 when depth < DepthMax:
                    cause = Read(reader.Bytes(), depth + 1);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return Known.TryGetValue(type, out var make) ? make(message, cause) : new RemoteException(type, message, cause);
    }
}
