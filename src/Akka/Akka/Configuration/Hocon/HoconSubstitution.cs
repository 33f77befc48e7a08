namespace Akka.Configuration.Hocon;

/// <summary>A <c>${path}</c> or <c>${?path}</c> of a text, with what it came to.</summary>
public class HoconSubstitution : IHoconElement
{
    public HoconSubstitution(string path, bool isOptional = false)
    {
        Path = path;
        OriginalPath = path;
        IsOptional = isOptional;
    }

    public string Path { get; set; }

    public string OriginalPath { get; }

    public bool IsOptional { get; }

    /// <summary>The value; <c>null</c> until the text is resolved, and for an optional path that does not exist.</summary>
    public HoconValue ResolvedValue { get; set; } = null!;

    public bool IsString() => ResolvedValue?.IsString() ?? false;

    public string GetString() => ResolvedValue?.GetString()!;

    public bool IsArray() => ResolvedValue?.IsArray() ?? false;

    public IList<HoconValue> GetArray() => ResolvedValue?.GetArray() ?? [];

    public override string ToString() => (IsOptional ? "${?" : "${") + OriginalPath + "}";
}
