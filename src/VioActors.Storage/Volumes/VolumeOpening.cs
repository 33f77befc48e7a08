namespace VioActors.Storage.Volumes;

/// <summary>Outcome of creating or opening a volume: the volume, or the refusal with a sentence for people. Immutable.</summary>
public sealed record VolumeOpening<TVolume>
    where TVolume : class, IPhysicalVolume
{
    private VolumeOpening(TVolume? volume, VolumeRefusal? refusal, string message) =>
        (Volume, Refusal, Message) = (volume, refusal, message);

    /// <summary>Null when refused.</summary>
    public TVolume? Volume { get; }

    /// <summary>Null when opened.</summary>
    public VolumeRefusal? Refusal { get; }

    /// <summary>Empty when opened.</summary>
    public string Message { get; }

    public static VolumeOpening<TVolume> Opened(TVolume volume) => new(volume, null, "");

    public static VolumeOpening<TVolume> Refused(VolumeRefusal refusal, string message) => new(null, refusal, message);

    /// <summary>The same, of any kind of volume.</summary>
    public VolumeOpening<IPhysicalVolume> AsAny() => new(Volume, Refusal, Message);

    /// <exception cref="InvalidOperationException">The volume was refused; the message says why.</exception>
    public TVolume Require() => Volume ?? throw new InvalidOperationException(Message);
}
