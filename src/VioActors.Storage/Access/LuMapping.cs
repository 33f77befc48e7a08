namespace VioActors.Storage.Access;

/// <summary>Answer of <see cref="LuAccess.FindMappingAsync"/>. Immutable.</summary>
/// <param name="Result">The other values count only with <see cref="StorageResult.Ok"/>.</param>
/// <param name="IsMapped">False: no space of its own, reads as zero.</param>
/// <param name="LengthBytes">Bytes from the asked one on that are in this state; there may be more.</param>
public readonly record struct LuMapping(StorageResult Result, bool IsMapped, long LengthBytes);
