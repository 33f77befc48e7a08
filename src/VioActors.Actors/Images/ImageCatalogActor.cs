using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Images;

namespace VioActors.Actors.Images;

/// <summary>
/// The operating-system images in the repository and who uses them. One in the cluster. See
/// <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class ImageCatalogActor(AggregateSettings settings)
    : AggregateActor<ImageCatalogState, IImageEvent, IImageMessage>("images", ImageCatalogState.Empty, settings)
{
    public static Props Props(AggregateSettings settings) => Akka.Actor.Props.Create(() => new ImageCatalogActor(settings));

    protected override Decision<IImageEvent> Decide(ImageCatalogState state, IImageMessage message) =>
        ImageCatalogDecisions.Decide(state, message);

    protected override ImageCatalogState Apply(ImageCatalogState state, IImageEvent @event) => state.Apply(@event);
}
