using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;

namespace VioActors.Node.Nodes;

/// <summary>
/// A program of the operator, such as a fence agent, that makes the storage refuse the host of a VIOS which the membership has lost, so
/// that nothing which that host or the network still has reaches a volume (STO-6). Immutable; thread-safe.
/// <para>It is told of the VIOS by the environment: VIO_FENCE_VIOS (name), VIO_FENCE_HOST and VIO_FENCE_PORT (where its process was
/// reached). It ends with 0 when the storage refuses that host. Several processes may run it at the same time, and again.</para>
/// </summary>
/// <param name="Words">The program and its arguments; none: nothing is run.</param>
/// <param name="Limit">A program that runs longer is killed.</param>
public sealed record FenceCommand(IReadOnlyList<string> Words, TimeSpan Limit)
{
    private const int SaidMax = 500;

    /// <summary>The block <c>fence</c> of <c>vio-actors.node</c>.</summary>
    public static FenceCommand Read(Config fence) => new([.. fence.GetStringList("command")], fence.GetTimeSpan("limit"));

    /// <summary>What is wrong with it, for the operator.</summary>
    public IEnumerable<string> Faults()
    {
        if (Words.Count > 0 && !Path.IsPathFullyQualified(Words[0]))
            yield return $"vio-actors.node.fence.command is '{Words[0]}': name the program with its full path.";
        if (Limit < TimeSpan.FromSeconds(1) || Limit > TimeSpan.FromMinutes(10))
            yield return $"vio-actors.node.fence.limit is {Limit}: allowed is 1s to 10m.";
    }

    /// <summary>Completes when the storage refuses the host.</summary>
    /// <exception cref="FenceException">It is not known to do so: the program could not be started, failed, or took too long.</exception>
    public async Task RunAsync(string vios, Address address, CancellationToken cancellation)
    {
        if (Words.Count == 0)
            return;
        using var process = Start(vios, address);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            var said = Task.WhenAll(LastOfAsync(process.StandardOutput, limit.Token), LastOfAsync(process.StandardError, limit.Token));
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                var last = await said.WaitAsync(limit.Token).ConfigureAwait(false);
                throw new FenceException($"{Words[0]} ended with {process.ExitCode} for VIOS {vios}: {string.Concat(last).Trim()}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new FenceException($"{Words[0]} did not end within {Limit} for VIOS {vios}, and was killed");
        }
    }

    private Process Start(string vios, Address address)
    {
        var start = new ProcessStartInfo(Words[0], Words.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["VIO_FENCE_VIOS"] = vios;
        start.Environment["VIO_FENCE_HOST"] = address.Host;
        start.Environment["VIO_FENCE_PORT"] = address.Port?.ToString(CultureInfo.InvariantCulture);
        try
        {
            var process = Process.Start(start) ?? throw new FenceException($"{Words[0]} could not be started");
            process.StandardInput.Close();
            return process;
        }
        catch (Exception cause) when (cause is Win32Exception or IOException)
        {
            throw new FenceException($"{Words[0]} could not be started: {cause.Message}");
        }
    }

    /// <summary>The end of what it says; all of it is read, so that it does not wait for a reader.</summary>
    private static async Task<string> LastOfAsync(StreamReader said, CancellationToken cancellation)
    {
        var last = new StringBuilder();
        var part = new char[1024];
        while (await said.ReadAsync(part, cancellation).ConfigureAwait(false) is > 0 and var count)
        {
            last.Append(part, 0, count);
            if (last.Length > SaidMax)
                last.Remove(0, last.Length - SaidMax);
        }

        return last.ToString();
    }
}

/// <summary>The storage is not known to refuse a host.</summary>
public sealed class FenceException(string message) : Exception(message);
