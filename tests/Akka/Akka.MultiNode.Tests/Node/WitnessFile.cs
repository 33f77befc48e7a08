using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Akka.MultiNode.Tests.Node;

/// <summary>
/// The file that all processes append what they do to, a line by one system call: the kernel puts the lines in one order, and a line is
/// there when the call returns. So whoever acts after another owner has begun is seen, whatever the clocks. Thread-safe.
/// </summary>
internal sealed class WitnessFile(string path)
{
    private const int WriteOnly = 0x1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private readonly int _file = Opened(path);

    /// <summary>
    /// Notes that <paramref name="owner"/> began an act at <paramref name="begun"/> of the machine's clock, and does it now.
    /// </summary>
    public void Note(char kind, string entity, string owner, long id, long begun)
    {
        var line = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{kind} {entity} {owner} {id} {begun}\n"));
        if (Write(_file, line, line.Length) != line.Length)
            throw new IOException($"Cannot write to the witness: error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>As above, begun now.</summary>
    public void Note(char kind, string entity, string owner, long id) => Note(kind, entity, owner, id, Stopwatch.GetTimestamp());

    private static int Opened(string path)
    {
        var file = Open(path, WriteOnly | Create | Append, 420);
        return file >= 0 ? file : throw new IOException($"Cannot open [{path}]: error {Marshal.GetLastPInvokeError()}.");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false,
        ThrowOnUnmappableChar = true)]
    private static extern int Open(string path, int flags, int mode);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint Write(int file, byte[] bytes, nint count);
}
