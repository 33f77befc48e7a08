using VioActors.Domain.Common;
using VioActors.Domain.Images;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Actors.Images;

/// <summary>
/// The LUs that a production works with. They have the name of their hypervisor in theirs, are made before anything else and deleted last:
/// so when it starts it knows what a kill has left of a production (OSI-2). Thread-safe.
/// </summary>
internal static class ImageWorkspace
{
    /// <summary>Pages of the hidden partition.</summary>
    public const string Paging = "paging";

    /// <summary>The image before it is copied.</summary>
    public const string Made = "made";

    private const int TriesMax = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static LuName NameOf(string image, string hypervisor, string what) => LuName.Parse($"{image}.{hypervisor}.{what}");

    /// <summary>LU of the image itself.</summary>
    public static LuName NameOf(string image) => LuName.Parse($"image.{image}");

    /// <summary>
    /// Deletes what a former life of this hypervisor has left of productions, before it begins another. Gives up after some tries, and says
    /// what stays.
    /// </summary>
    /// <param name="say">Told what was done.</param>
    public static async Task CleanAsync(OsPorts ports, PoolName pool, Action<string> say, CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(Pause, ports.Time);
        for (var left = TriesMax; ;)
        {
            try
            {
                var found = await FindAsync(ports, pool).ConfigureAwait(false);
                if (found.Count == 0)
                    return;
                if (left-- == 0)
                {
                    say($"could not delete {string.Join(", ", found.Select(lu => lu.Name))}; lu remove does");
                    return;
                }

                foreach (var lu in found)
                {
                    await OsMediumStore.DeleteAsync(ports, lu.Lu).ConfigureAwait(false);
                    say($"{lu.Name}, left of a production that was cut off, goes");
                }
            }
            catch (OsStepException)
            {
                // The VIOS DB does not answer yet: without it nothing can be produced either.
            }

            await pause.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>In the order in which they are to go: what tells that there was a production last.</summary>
    private static async Task<IReadOnlyList<PoolLu>> FindAsync(OsPorts ports, PoolName pool)
    {
        if (await ports.AskAsync<IReply>(ports.ViosDb, new GetPool(pool), "the pool").ConfigureAwait(false) is not PoolFound found)
            return [];
        var (made, paging) = ($".{ports.Pool}.{Made}", $".{ports.Pool}.{Paging}");
        var working = found.Lus.Where(lu => EndsWith(lu, made)).Concat(found.Lus.Where(lu => EndsWith(lu, paging))).ToList();
        if (working.Count == 0)
            return [];
        var images = (await ports.ImagesAsync().ConfigureAwait(false)).Images;
        var names = working.Select(lu => lu.Name.Value[..^(EndsWith(lu, made) ? made : paging).Length])
            .Where(name => images.All(image => image.Name != name)).Select(NameOf).ToHashSet();
        return [.. found.Lus.Where(lu => names.Contains(lu.Name) && images.All(image => image.Lu != lu.Lu)), .. working];

        static bool EndsWith(PoolLu lu, string suffix) => lu.Name.Value.EndsWith(suffix, StringComparison.Ordinal);
    }

    /// <exception cref="OsStepException">Somebody has an LU of the name that the image's would have.</exception>
    public static async Task RequireFreeAsync(OsPorts ports, PoolName pool, string image)
    {
        if (await ports.AskAsync<IReply>(ports.ViosDb, new GetPool(pool), "the pool").ConfigureAwait(false) is PoolFound found
            && found.Lus.Any(lu => lu.Name == NameOf(image)))
            throw new OsStepException($"Cannot make image '{image}': pool {pool} has an LU {NameOf(image)}; rename or remove that.");
    }
}
