using System.Globalization;
using System.Text;

namespace VioActors.Pbm.Rendering;

/// <summary>How many columns of a terminal a text takes. Pure, thread-safe.</summary>
internal static class TextWidth
{
    // The wide blocks of Unicode UAX #11 that names are likely to use: Hangul Jamo, CJK, Hangul, compatibility and full-width forms,
    // emoji, planes 2 and 3.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115f), (0x2e80, 0x303e), (0x3041, 0xa4cf), (0xac00, 0xd7a3), (0xf900, 0xfaff), (0xfe30, 0xfe6f), (0xff00, 0xff60),
        (0xffe0, 0xffe6), (0x1f300, 0x1f64f), (0x1f900, 0x1f9ff), (0x20000, 0x3fffd),
    ];

    internal static int Of(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += rune.Value < 0x300 ? 1 : OfRune(rune);
        }

        return width;
    }

    private static int OfRune(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0
        : Array.Exists(Wide, block => rune.Value >= block.First && rune.Value <= block.Last) ? 2
        : 1;
}
