using VioActors.Domain.Common;
using VioActors.Domain.Devices;

namespace VioActors.Domain.Restore;

/// <summary>How a restore is to be done (BR-10). Immutable.</summary>
/// <param name="Mode">What happens when something does not validate.</param>
/// <param name="SkipDeviceAttributes">Physical devices are neither compared nor set.</param>
/// <param name="Categories">Only devices of these categories; empty: all.</param>
public sealed record RestoreOptions(RestoreMode Mode, bool SkipDeviceAttributes, ValueList<string> Categories)
{
    public static RestoreOptions Default { get; } = new(RestoreMode.Strict, false, []);

    /// <summary>What is wrong with them, as a sentence; null when nothing is.</summary>
    public string? FindFault() =>
        !Enum.IsDefined(Mode) || Mode == RestoreMode.Unspecified ? "The mode of the restore is not known."
        : Categories.FirstOrDefault(category => !DeviceCatalog.Categories.Contains(category)) is { } unknown
            ? $"There is no type of device '{Values.TextRule.Shorten(unknown)}'; there are {string.Join(", ", DeviceCatalog.Categories)}."
        : null;

    public bool Covers(DeviceKindRule rule) =>
        (Categories.Count == 0 || Categories.Contains(rule.Category))
        && !(SkipDeviceAttributes && rule.Class == DeviceClass.Hardware);
}

/// <summary>What a restore does about devices that do not validate. Values are stored and sent: never renumbered.</summary>
public enum RestoreMode
{
    Unspecified = 0,

    /// <summary>It ends, and nothing was changed.</summary>
    Strict = 1,

    /// <summary>It only tells what it would do (<c>-validate</c>).</summary>
    Validate = 2,

    /// <summary>It asks for each whether to go on without (<c>-inter</c>).</summary>
    Interactive = 3,

    /// <summary>It goes on without them (<c>-force</c>).</summary>
    Force = 4,
}

/// <summary>What a restore found about one device of the backup. Values are stored and sent: never renumbered.</summary>
public enum FindingKind
{
    Unspecified = 0,

    /// <summary>It is as the backup has it: already deployed.</summary>
    AlreadyDeployed = 1,

    /// <summary>Attributes are to be set.</summary>
    ToBeSet = 2,

    /// <summary>It is to be made.</summary>
    ToBeCreated = 3,

    /// <summary>A physical device is missing or another one; attributes that cannot be set are named (BR-7).</summary>
    Mismatch = 4,

    /// <summary>A logical or virtual device cannot be made (BR-8).</summary>
    CannotBeDeployed = 5,
}

/// <summary>What a restore found about one device, and why.</summary>
/// <param name="Reason">For people; empty when there is nothing to say.</param>
public sealed record RestoreFinding(DeviceKind Kind, DeviceName Name, FindingKind Finding, string Reason)
{
    public DeviceKey Key => new(Kind, Name);

    /// <summary>The device will not be as the backup has it.</summary>
    public bool IsFault => Finding is FindingKind.Mismatch or FindingKind.CannotBeDeployed;

    public override string ToString() => Reason.Length == 0 ? $"{Key}" : $"{Key}: {Reason}";
}
