using System.Globalization;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Devices;

/// <summary>How an attribute may be used.</summary>
[Flags]
public enum AttributeUses
{
    /// <summary>It tells what the device is: fixed while the device exists, compared by a restore.</summary>
    Identity = 0,

    /// <summary>It can be set.</summary>
    Settable = 1,

    /// <summary>It is what the device happens to be now; no part of a comparison of two backups.</summary>
    Momentary = 2,

    /// <summary>It is never written in clear.</summary>
    Secret = 4,
}

/// <summary>
/// What an attribute of a kind of device may hold. Immutable; thread-safe.
/// </summary>
/// <param name="Name">Lower-case, unique in its kind.</param>
/// <param name="Expected">What it holds, for people.</param>
/// <param name="IsValid">Whether a text of at most <see cref="LengthMax"/> printable characters is a value.</param>
/// <param name="Default">Value of a device that names none; empty: the attribute may be empty.</param>
public sealed record AttributeRule(string Name, AttributeUses Uses, string Expected, Func<string, bool> IsValid, string Default)
{
    /// <summary>Longest value, in characters.</summary>
    public const int LengthMax = 1024;

    public static AttributeRule Number(string name, AttributeUses uses, long min, long max, long @default) => new(
        name, uses, $"a whole number from {min} to {max}",
        text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max && number.ToString(CultureInfo.InvariantCulture) == text,
        @default.ToString(CultureInfo.InvariantCulture));

    /// <summary>One of the choices; the first is the default.</summary>
    public static AttributeRule OneOf(string name, AttributeUses uses, params ValueList<string> choices) =>
        new(name, uses, $"one of {string.Join(", ", choices)}", text => choices.Contains(text), choices[0]);

    public static AttributeRule Switch(string name, AttributeUses uses, bool @default) =>
        OneOf(name, uses, @default ? ["yes", "no"] : ["no", "yes"]);

    /// <summary>Any printable text.</summary>
    public static AttributeRule Text(string name, AttributeUses uses, int lengthMax = 255) =>
        new(name, uses, $"a text of at most {lengthMax} characters", text => text.Length <= lengthMax, "");

    /// <summary>A number of bytes with its unit.</summary>
    public static AttributeRule Size(string name, AttributeUses uses) =>
        new(name, uses, "a size, e.g. 10G", text => ByteSize.TryParse(text, out _, out _), "0");

    /// <summary>The name of another device; may be empty.</summary>
    public static AttributeRule Reference(string name, AttributeUses uses) => new(
        name, uses, "the name of a device", text => text.Length == 0 || DeviceName.TryParse(text, out _, out _), "");

    /// <summary>Names of other devices, separated by commas; may be empty.</summary>
    public static AttributeRule References(string name, AttributeUses uses) => new(
        name, uses, "names of devices, separated by commas",
        text => text.Length == 0 || text.Split(',').All(part => DeviceName.TryParse(part, out _, out _)), "");

    /// <summary>The text form of a value of the domain; may be empty.</summary>
    public static AttributeRule Of<T>(string name, AttributeUses uses, string expected)
        where T : ITextValue<T> => new(name, uses, expected, text => text.Length == 0 || T.TryParse(text, out _, out _), "");

    /// <summary>What is wrong with a value, as the second half of a sentence; null when nothing is.</summary>
    public string? FindFault(string value) =>
        value.Length > LengthMax ? $"{Name} has {value.Length} characters; the limit is {LengthMax}"
        : !IsPrintable(value) ? $"{Name} holds a character that is not printable"
        : IsValid(value) ? null
        : Uses.HasFlag(AttributeUses.Secret) ? $"{Name} is not {Expected}"
        : $"{Name} is '{TextRule.Shorten(value)}'; it must be {Expected}";

    /// <summary>Has neither control characters nor halves of characters: what any text form, XML too, can hold.</summary>
    public static bool IsPrintable(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // An unpaired surrogate is enumerated as U+FFFD; U+FFFE and U+FFFF are no characters.
            if (System.Text.Rune.IsControl(rune) || rune.Value is 0xFFFD or 0xFFFE or 0xFFFF)
            {
                return false;
            }
        }

        return true;
    }
}
