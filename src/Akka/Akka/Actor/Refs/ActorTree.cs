namespace Akka.Actor;

/// <summary>Walks from a reference along names.</summary>
internal static class ActorTree
{
    /// <summary>Follows <paramref name="names"/> from position <paramref name="index"/>; empty names are skipped.</summary>
    public static IActorRef Find(IInternalActorRef start, IReadOnlyList<string> names, int index)
    {
        var current = start;
        for (var i = index; i < names.Count; i++)
        {
            var name = names[i];
            if (string.IsNullOrEmpty(name))
                continue;
            if (name == "..")
            {
                current = current.Parent;
            }
            else if (current is ActorRefWithCell withCell)
            {
                current = withCell.GetSingleChild(name);
            }
            else
            {
                var rest = new string[names.Count - i];
                for (var k = 0; k < rest.Length; k++)
                    rest[k] = names[i + k];
                return current.GetChild(rest);
            }

            if (current.IsNobody())
                return ActorRefs.Nobody;
        }

        return current;
    }
}
