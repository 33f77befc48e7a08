namespace VioActors.Actors.Settings;

/// <param name="Interconnects">Addresses <c>ip:port</c> on which a VIOS listens for its peers, one an interconnect; port 0: any.</param>
/// <param name="HoldLimit">How long I/O is held while neither the own fabric nor a peer can run it.</param>
/// <param name="ConnectLimit">How long making a connection to a peer may take.</param>
/// <param name="PingInterval">Time between pings over each interconnect, and before a broken one is tried again.</param>
/// <param name="PingMissesMax">Pings in a row without an answer before an interconnect counts as lost.</param>
/// <param name="PeersKept">Peers to which connections are kept; to more only while fewer of these can run I/O.</param>
public sealed record IoRedundancySettings(
    IReadOnlyList<string> Interconnects, TimeSpan HoldLimit, TimeSpan ConnectLimit, TimeSpan PingInterval, int PingMissesMax, int PeersKept)
{
    /// <summary>Addresses under which the peers reach the interconnects, in their order, when they are not those that it listens on;
    /// empty: they are.</summary>
    public IReadOnlyList<string> Advertised { get; init; } = [];

    internal static IoRedundancySettings Read(SettingsReader reader)
    {
        var settings = ReadAll(reader);
        reader.Check(
            "io-redundancy.advertised", settings.Advertised.Count == 0 || settings.Advertised.Count == settings.Interconnects.Count,
            $"has {settings.Advertised.Count} addresses", "none, or one for each of io-redundancy.interconnects");
        return settings;
    }

    private static IoRedundancySettings ReadAll(SettingsReader reader) => new(
        reader.Endpoints("io-redundancy.interconnects", 1, 8),
        reader.Duration("io-redundancy.hold-limit", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)),
        reader.Duration("io-redundancy.connect-limit", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
        reader.Duration("io-redundancy.ping-interval", TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(1)),
        (int)reader.Integer("io-redundancy.ping-misses-max", 1, 1000),
        (int)reader.Integer("io-redundancy.peers-kept", 1, 4096))
    {
        Advertised = reader.Endpoints("io-redundancy.advertised", 0, 8),
    };
}
