using System.ComponentModel;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using VioActors.Actors.Lpar.Qemu;
using VioActors.Actors.Lpar.Qemu.Qmp;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Machines;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images.Machines;

/// <summary>
/// A machine that only its hypervisor knows, and whose memory is a file (OSI-8). Its processor is not dispatched, and nothing freezes it:
/// when its disk fails it is given up. Start, keep, end once; not thread-safe.
/// </summary>
internal sealed class HiddenMachine(MachineEnvironment environment, Partition partition, MachineImageFolder image) : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly MachineFolder _folder = new(environment.Settings, partition.Id);
    private QemuProcess? _process;
    private QmpClient? _monitor;
    private QmpTalk? _talk;

    /// <summary>Who it is to the portals; nobody else may log in to its disk.</summary>
    public static InitiatorName InitiatorOf(MachineEnvironment environment) =>
        InitiatorName.Parse($"{environment.TargetNameOf(MachineDecisions.HiddenPartitionName)}:initiator");

    /// <summary>Starts it and lets it run.</summary>
    /// <exception cref="OsStepException">It does not start; the message says why.</exception>
    public async Task StartAsync(QemuMachine machine, IReadOnlyList<int> luns, CancellationToken cancellation)
    {
        if (_folder.Prepare() is { } problem)
            throw new OsStepException($"The hidden machine cannot start: {problem}.");
        await File.WriteAllBytesAsync(_folder.Identity, MachineIdentity.Of(null), cancellation).ConfigureAwait(false);
        var accelerator = await environment.Acceleration.FindAsync().ConfigureAwait(false);
        var disks = new MachineDisks(
            environment.Portal, environment.TargetNameOf(MachineDecisions.HiddenPartitionName), InitiatorOf(environment).Value, luns);
        var memory = new MachineMemory(image.Memory, IsOrigin: true);
        try
        {
            _process = QemuProcess.Start(
                environment.Settings.Path,
                QemuCommandLine.Of(
                    machine, MachineDecisions.HiddenPartitionName, _folder, disks, accelerator, environment.Settings, memory));
            await ConnectAsync(_process, cancellation).ConfigureAwait(false);
            await AskAsync("cont", cancellation).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is Win32Exception or QmpException or OperationCanceledException)
        {
            throw new OsStepException($"The hidden machine does not start: {cause.Message}.");
        }
    }

    /// <summary>Waits until its console has that text.</summary>
    /// <exception cref="OsStepException">It ended before, or does not say so within the limit.</exception>
    public async Task ReadyAsync(string text, TimeSpan within, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(within, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var polls = new PeriodicTimer(PollInterval, environment.Time);
        while (!Says(text))
        {
            if (_process!.Ended.IsCompleted)
                throw new OsStepException($"The hidden machine ended before it was ready: {await _process.Ended.ConfigureAwait(false)}.");
            try
            {
                await polls.WaitForNextTickAsync(both.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                throw new OsStepException(
                    $"The hidden machine does not say [{text}] within {within}; it said: {string.Join(" / ", _folder.ReadConsole(3))}");
            }
        }
    }

    /// <summary>Stops it and writes its state; its disk is written out with that, and its memory is in its file. It ends.</summary>
    /// <exception cref="OsStepException">It could not be done.</exception>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(environment.Settings.StartLimit, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await AskAsync("stop", both.Token).ConfigureAwait(false);
            await _talk!.MigrateAsync(_monitor!, "migrate", $"cat > {QmpTalk.Quote(image.State)}", both.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is QmpException or OperationCanceledException)
        {
            throw new OsStepException($"The state of the hidden machine could not be written: {cause.Message}.");
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends it if it runs; completes when its process is gone and holds its disk no more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { Ended.IsCompleted: false } process)
        {
            _monitor?.TrySend(0, "quit");
            try
            {
                await process.Ended.WaitAsync(_monitor is null ? TimeSpan.Zero : EndLimit, environment.Time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                process.Kill();
                await process.Ended.ConfigureAwait(false);
            }
        }

        _monitor?.Dispose();
    }

    private bool Says(string text)
    {
        try
        {
            using var console = new FileStream(_folder.Console, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(console, Encoding.UTF8);
            return reader.ReadToEnd().Contains(text, StringComparison.Ordinal);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private async Task ConnectAsync(QemuProcess process, CancellationToken cancellation)
    {
        _talk = new QmpTalk(_ => { }, environment.Time);
        using var limit = new CancellationTokenSource(environment.Settings.StartLimit, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var polls = new PeriodicTimer(PollInterval, environment.Time);
        while (!process.Ended.IsCompleted)
        {
            try
            {
                _monitor = await QmpClient.ConnectAsync(_folder.Monitor, _talk.Hear, both.Token).ConfigureAwait(false);
                return;
            }
            catch (SocketException)
            {
                await polls.WaitForNextTickAsync(both.Token).ConfigureAwait(false);
            }
        }

        throw new QmpException(await process.Ended.ConfigureAwait(false));
    }

    private Task AskAsync(string command, CancellationToken cancellation) =>
        _talk!.AskAsync(_monitor!, command, new JsonObject(), cancellation);
}
