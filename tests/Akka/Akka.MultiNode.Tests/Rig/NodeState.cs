using System.Globalization;

namespace Akka.MultiNode.Tests.Rig;

/// <summary>What a node said of itself last.</summary>
/// <param name="At">By the machine's clock.</param>
/// <param name="Address">host:port.</param>
/// <param name="MayAct">Whether it has the right to act.</param>
/// <param name="Members">host:port:status of all, with a ! for the unreachable ones.</param>
internal sealed record NodeState(long At, string Address, bool MayAct, string Members, long Works, long Kepts, long Pongs)
{
    public static NodeState Parse(string line)
    {
        var words = line.Split(' ');
        return new NodeState(
            Number(words[1]), words[2], words[3] == "1", words[4], Number(words[5]), Number(words[6]), Number(words[7]));
    }

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
