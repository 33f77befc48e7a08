using System.Net;
using System.Net.Sockets;
using VioActors.Actors.Vios.Cke.Serving;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Cke;

/// <summary>
/// The interconnects of one VIOS (SYS-5, RED-7): listens on each, connects over each, and can cut each. Made when the VIOS starts, closed
/// when it ends. Thread-safe.
/// </summary>
internal sealed class Interconnects : IDisposable
{
    private readonly CkeListener[] _listeners;
    private readonly CkeHandshake _handshake;
    private readonly bool[] _cut;
    private Func<CkeConnection, CkeParty, CancellationToken, Task>? _serve;

    /// <exception cref="SocketException">An address cannot be used.</exception>
    public Interconnects(IReadOnlyList<IPEndPoint> addresses, CkeHandshake handshake, Action<string> warn, TimeProvider time)
    {
        _handshake = handshake;
        _cut = new bool[addresses.Count];
        var listeners = new List<CkeListener>();
        try
        {
            foreach (var address in addresses)
                listeners.Add(new CkeListener(address, handshake, ServeAsync, warn, time));
        }
        catch
        {
            listeners.ForEach(listener => listener.Dispose());
            throw;
        }

        _listeners = [.. listeners];
    }

    public int Count => _listeners.Length;

    public IReadOnlyList<string> Addresses => [.. _listeners.Select(listener => listener.Address.ToString())];

    public IReadOnlyList<int> CutIndexes => [.. Enumerable.Range(0, Count).Where(index => Volatile.Read(ref _cut[index]))];

    /// <summary>Whoever connects is served from now on; before, connections are closed at once.</summary>
    public void Serve(Func<CkeConnection, CkeParty, CancellationToken, Task> serve) => Volatile.Write(ref _serve, serve);

    /// <summary>Cuts or restores one; false: there is none of that number.</summary>
    public bool TryCut(int index, bool cut)
    {
        if (index < 0 || index >= Count)
            return false;
        Volatile.Write(ref _cut[index], cut);
        _listeners[index].SetCut(cut);
        return true;
    }

    /// <summary>Connects to a peer over the own interconnect of that number.</summary>
    /// <exception cref="IOException">It cannot be reached, is another VIOS, or does not know the secret.</exception>
    public Task<CkeConnection> ConnectAsync(int index, IPEndPoint peer, VioUuid expected, CancellationToken cancellation)
    {
        var own = index % Count;
        if (Volatile.Read(ref _cut[own]))
            throw new IOException($"Interconnect {own} is cut.");
        return Task.Factory.StartNew(
            () => Connect(own, peer, expected, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    public bool IsCut(int index) => Volatile.Read(ref _cut[index % Count]);

    public void Dispose()
    {
        foreach (var listener in _listeners)
            listener.Dispose();
    }

    private CkeConnection Connect(int own, IPEndPoint peer, VioUuid expected, CancellationToken cancellation)
    {
        var socket = new Socket(peer.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var connection = new CkeConnection(socket);

        // Who blocks in a call of the system returns from it.
        using var limit = cancellation.Register(connection.Dispose);
        try
        {
            var local = _listeners[own].Address.Address;
            if (!IPAddress.IsLoopback(local) && !local.Equals(IPAddress.Any) && !local.Equals(IPAddress.IPv6Any))
                socket.Bind(new IPEndPoint(local, 0));
            socket.Connect(peer);
            connection.Other = _handshake.Connect(connection, expected);
            return connection;
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            connection.Dispose();
            throw new IOException($"Interconnect to {peer}: {cause.Message}", cause);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private Task ServeAsync(CkeConnection connection, CkeParty origin, CancellationToken cancellation) =>
        Volatile.Read(ref _serve) is { } serve ? serve(connection, origin, cancellation) : Task.CompletedTask;
}
