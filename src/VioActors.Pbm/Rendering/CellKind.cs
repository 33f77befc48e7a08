namespace VioActors.Pbm.Rendering;

/// <summary>The JSON type of a cell.</summary>
internal enum CellKind
{
    Null,
    Text,
    Number,
    Boolean,
}
