using System.Diagnostics;

namespace VioActors.Interop.Tests.Processes;

/// <summary>
/// A folder of one test, removed with all that is in it and every process that was started for it: also when this process is killed.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>
    /// Its input ends with this process, however that ends. Processes of the folder name it on their command line; the name is drawn and
    /// nobody else's.
    /// </summary>
    private const string Keeper =
        "cat > /dev/null; pkill -KILL -f \"^[^ ]*(dotnet|qemu-system|qemu-io|chromedriver|chromium)[^ ]* .*$1\"; rm -rf \"$1\"";

    private readonly Process _keeper;

    public TemporaryFolder()
    {
        FullPath = Directory.CreateTempSubdirectory("vioactors-").FullName;
        _keeper = Tool.Start("setsid", "sh", "-c", Keeper, "keeper", FullPath);
    }

    public string FullPath { get; }

    public string File(string name) => Path.Combine(FullPath, name);

    public void Dispose()
    {
        _keeper.StandardInput.Close();
        _keeper.WaitForExit();
        _keeper.Dispose();
        try
        {
            if (Directory.Exists(FullPath))
                Directory.Delete(FullPath, recursive: true);
        }
        catch (IOException)
        {
            // A process of it was just ending, and made a file: no test is about that.
        }
    }
}
