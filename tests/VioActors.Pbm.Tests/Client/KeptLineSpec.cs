using Petabridge.Cmd.Protocol;
using VioActors.Pbm.Client;

namespace VioActors.Pbm.Tests.Client;

/// <summary>What of a command line a log keeps.</summary>
public sealed class KeptLineSpec
{
    private const string Secret = "Sesame12345678";

    private static readonly WirePalette Chap = new("chap",
    [
        new("list", "", []),
        new("set", "",
        [
            Argument("-client"), Argument("-user"), Argument("-secret"), Argument("-targetsecret"), Argument("-attr"), Argument("-path"),
        ]),
    ]);

    [Theory]
    [Trait("Req", "MGT-3")]
    [InlineData("chap set -client c1 -user alice -secret ***", "chap set -client c1 -user alice -secret Sesame12345678")]
    [InlineData("chap set -client \"two words\" -secret ***", "CHAP Set -client 'two words' -secret Sesame12345678")]
    [InlineData("chap set -secret=*** -targetsecret=***", "chap set -secret=Sesame12345678 -targetsecret=Sesame12345678")]
    [InlineData("chap set -secret ***", "  chap\u00a0set   -secret 'Sesame12345678'")]
    [InlineData("chap set -secret ***", "chap set -\"\"secret Sesame12345678", false)]
    [InlineData("chap set -secret *** ***", "chap set -secret '' Sesame12345678")]
    [InlineData("chap set *** ***", "chap set --secret Sesame12345678")]
    [InlineData("chap set *** ***", "chap set -Secret Sesame12345678")]
    [InlineData("chap set *** ***", "chap set \"-secret\" Sesame12345678")]
    [InlineData("chap set ***", "chap set '-secret=Sesame12345678'")]
    [InlineData("chap set -secret ***", "chap set -secret -Sesame12345678")]
    [InlineData("chap set -secret -client c1 ***", "chap set -secret -client c1 Sesame12345678")]
    [InlineData("chap set -user -secret ***", "chap set -user -secret Sesame12345678")]
    [InlineData("chap set -attr ***", "chap set -attr chap_secret=Sesame12345678")]
    [InlineData("chap set -path ***", "chap set -path nbd://me:Sesame12345678@host/disk")]
    [InlineData("chap ***", "chap Sesame12345678")]
    [InlineData("chap *** ***", "chap -secret Sesame12345678")]
    [InlineData("*** *** *** ***", "chpa set -secret Sesame12345678")]
    [InlineData("***", "chap set -secret \"Sesame12345678")]
    [InlineData("help chap set ***", "help chap set Sesame12345678")]
    [InlineData("chap list", "chap list")]
    public void A_secret_is_not_kept_however_it_is_written(string expected, string line, bool isExact = true)
    {
        var kept = KeptLine.Of(line, [Chap]);

        Assert.DoesNotContain(Secret, kept, StringComparison.OrdinalIgnoreCase);
        Assert.True(!isExact || kept == expected, kept);
    }

    [Theory]
    [InlineData("lu", "list")]
    [InlineData("lu", "two words", "", "-5", "-x")]
    [InlineData("a\"b", "it's", "\\", "\\\\", "C:\\dir\\", "x \\")]
    public void Words_are_written_so_that_the_same_words_are_read(params string[] words)
    {
        var read = CommandLine.TrySplit(LineOfWords.Of(words), out _)!;

        Assert.Equal(words, read.Select(word => word.Text));
        Assert.Equal(
            CommandLine.FromWords(words).Select(word => word.LooksLikeSwitch), read.Select(word => word.LooksLikeSwitch));
    }

    private static WireArgument Argument(string @switch) => new(@switch[1..], "", false, [@switch], []);
}
