using Akka.Streams.Dsl;
using Akka.Streams.Internal;

namespace Akka.Streams;

/// <summary>Ends streams from outside. Thread-safe.</summary>
public interface IKillSwitch
{
    /// <summary>Completes what is after the switch and cancels what is before it. Only the first call counts.</summary>
    void Shutdown();

    /// <summary>
    /// Fails what is after the switch with <paramref name="cause"/> and cancels what is before it. Only the first call counts.
    /// </summary>
    void Abort(Exception cause);
}

/// <summary>The switch of one run of a stream. Thread-safe.</summary>
public sealed class UniqueKillSwitch : IKillSwitch
{
    private readonly KillSignal _signal;

    internal UniqueKillSwitch(KillSignal signal) => _signal = signal;

    /// <inheritdoc />
    public void Shutdown() => _signal.Shutdown();

    /// <inheritdoc />
    public void Abort(Exception cause) => _signal.Abort(cause);
}

/// <summary>One switch for all streams that its flow is part of; also ends those that are started later. Thread-safe.</summary>
public sealed class SharedKillSwitch : IKillSwitch
{
    private readonly KillSignal _signal = new();

    internal SharedKillSwitch(string name) => Name = name;

    /// <summary>For people.</summary>
    public string Name { get; }

    /// <inheritdoc />
    public void Shutdown() => _signal.Shutdown();

    /// <inheritdoc />
    public void Abort(Exception cause) => _signal.Abort(cause);

    /// <summary>What is put into a stream.</summary>
    public IGraph<FlowShape<T, T>, SharedKillSwitch> Flow<T>() =>
        new Flow<T, T, SharedKillSwitch>(_ => (before => KillStage.Run(before, _signal), this));

    /// <inheritdoc />
    public override string ToString() => $"KillSwitch({Name})";
}

/// <summary>Makes switches.</summary>
public static class KillSwitches
{
    /// <summary>A flow whose every run has a switch of its own.</summary>
    public static IGraph<FlowShape<T, T>, UniqueKillSwitch> Single<T>() => new Flow<T, T, UniqueKillSwitch>(_ =>
    {
        var signal = new KillSignal();
        return (before => KillStage.Run(before, signal), new UniqueKillSwitch(signal));
    });

    /// <summary>A switch for many streams.</summary>
    public static SharedKillSwitch Shared(string name) => new(name);
}
