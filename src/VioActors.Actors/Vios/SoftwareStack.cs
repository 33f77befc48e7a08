using VioActors.Domain.Cluster;
using VioActors.Domain.Common;

namespace VioActors.Actors.Vios;

/// <summary>The layers of a VIOS's software stack, each with its status (REG-1). Not thread-safe: owned by the VIOS.</summary>
internal sealed class SoftwareStack
{
    private readonly SortedDictionary<StackLayer, LayerState> _layers = new()
    {
        [StackLayer.OsKernel] = new(StackLayer.OsKernel, LayerStatus.Starting, ""),
        [StackLayer.StorageVirtualization] = new(StackLayer.StorageVirtualization, LayerStatus.Starting, ""),
        [StackLayer.Clustering] = new(StackLayer.Clustering, LayerStatus.Starting, ""),
    };

    public ValueList<LayerState> Layers => _layers.Values.ToValueList();

    public void Set(StackLayer layer, LayerStatus status, string detail = "") => Set(new LayerState(layer, status, detail));

    public void Set(LayerState layer) => _layers[layer.Layer] = layer;
}
