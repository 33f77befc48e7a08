using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Images.IImageEvent>;

namespace VioActors.Domain.Images;

/// <summary>The images of a cluster and who uses them. Immutable.</summary>
public sealed record ImageCatalogState(
    ImmutableSortedDictionary<string, ImageEntry> Images, ImmutableDictionary<(CecId Cec, PartitionId Client), OsUse> Uses)
{
    public static ImageCatalogState Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, ImageEntry>(StringComparer.Ordinal),
        ImmutableDictionary<(CecId, PartitionId), OsUse>.Empty);

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public ImageCatalogState Apply(IImageEvent @event) => @event switch
    {
        ImageRegistered e => this with { Images = Images.SetItem(e.Image.Name, e.Image) },
        ImageForgotten e => this with { Images = Images.Remove(e.Name) },
        OsUseNoted e => this with { Uses = Uses.SetItem((e.Use.Cec, e.Use.Client), e.Use) },
        OsUseForgotten e => this with { Uses = Uses.Remove((e.Cec, e.Client)) },
        _ => throw new InvalidOperationException($"The catalog of images knows no event {@event.GetType().Name}."),
    };

    public ImagesFound Describe() => new(
        Images.Values.ToValueList(),
        Uses.Values.OrderBy(use => use.Cec.ToString(), StringComparer.Ordinal).ThenBy(use => use.Client).ToValueList());
}

/// <summary>What the catalog of images decides. Pure; thread-safe.</summary>
public static class ImageCatalogDecisions
{
    public const int ImageCountMax = 1000;

    public static Outcome Decide(ImageCatalogState state, IImageMessage message) => message switch
    {
        RegisterImage register => Register(state, register.Image),
        ForgetImage forget => Forget(state, forget.Name),
        NoteOsUse note => Note(state, note.Use),
        ForgetOsUse forget => state.Uses.ContainsKey((forget.Cec, forget.Client))
            ? Decision.Accept<IImageEvent>(Ok.Instance, new OsUseForgotten(forget.Cec, forget.Client))
            : Decision.NoOp<IImageEvent>($"Partition {forget.Client} of {forget.Cec} runs on no image."),
        GetImages => Decision.Answer<IImageEvent>(state.Describe()),
        _ => throw new InvalidOperationException($"The catalog of images knows no message {message.GetType().Name}."),
    };

    private static Outcome Register(ImageCatalogState state, ImageEntry image)
    {
        if (image.Name.Length is 0 or > OsImage.NameLengthMax || image.Name.Any(c => char.IsControl(c) || c is ' ' or '/'))
            return Refuse(RejectionCode.Invalid, $"Cannot keep image '{image.Name}': that is no name of an image.");
        if (state.Images.TryGetValue(image.Name, out var known))
        {
            return known.Lu == image.Lu
                ? Decision.NoOp<IImageEvent>($"Image '{image.Name}' is in the catalog.")
                : Refuse(RejectionCode.AlreadyExists, $"Cannot keep image '{image.Name}': there is one of that name.");
        }

        return state.Images.Count >= ImageCountMax
            ? Refuse(RejectionCode.Busy, $"Cannot keep image '{image.Name}': there are {ImageCountMax}, which is the limit.")
            : Decision.Accept<IImageEvent>(Ok.Instance, new ImageRegistered(image));
    }

    private static Outcome Forget(ImageCatalogState state, string name)
    {
        if (!state.Images.ContainsKey(name))
            return Refuse(RejectionCode.NotFound, $"There is no image '{name}'.");
        var users = state.Uses.Values.Where(use => use.Image == name || use.Former == name)
            .Select(use => $"partition {use.Client} of {use.Cec}{(use.Image == name ? "" : ", to go back to")}").ToList();
        return users.Count > 0
            ? Refuse(RejectionCode.InUse, $"Cannot delete image '{name}': it is used by {string.Join("; ", users)}.")
            : Decision.Accept<IImageEvent>(Ok.Instance, new ImageForgotten(name));
    }

    private static Outcome Note(ImageCatalogState state, OsUse use) => !state.Images.ContainsKey(use.Image)
        ? Refuse(RejectionCode.NotFound, $"There is no image '{use.Image}'.")
        : use.Equals(state.Uses.GetValueOrDefault((use.Cec, use.Client)))
        ? Decision.NoOp<IImageEvent>("It is noted so.")
        : Decision.Accept<IImageEvent>(Ok.Instance, new OsUseNoted(use));

    private static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<IImageEvent>(code, reason);
}
