namespace Akka.Configuration;

/// <summary>Lists at a path; a missing path is an empty list, a value that is no array an error.</summary>
public partial class Config
{
    public virtual IList<bool> GetBooleanList(string path) => ReadList(path, value => value.GetBooleanList());

    public virtual IList<decimal> GetDecimalList(string path) => ReadList(path, value => value.GetDecimalList());

    public virtual IList<float> GetFloatList(string path) => ReadList(path, value => value.GetFloatList());

    public virtual IList<double> GetDoubleList(string path) => ReadList(path, value => value.GetDoubleList());

    public virtual IList<int> GetIntList(string path) => ReadList(path, value => value.GetIntList());

    public virtual IList<long> GetLongList(string path) => ReadList(path, value => value.GetLongList());

    public virtual IList<byte> GetByteList(string path) => ReadList(path, value => value.GetByteList());

    public virtual IList<string> GetStringList(string path) => GetStringList(path, []);

    /// <summary>The list at the path, or <paramref name="defaultPaths"/> when the path is missing.</summary>
    public virtual IList<string> GetStringList(string path, string[] defaultPaths) =>
        HasPath(path) ? ReadList(path, value => value.GetStringList()) : defaultPaths;

    private IList<T> ReadList<T>(string path, Func<Hocon.HoconValue, IList<T>> read) => Read(
        path,
        value => value.IsArray() ? read(value) : throw new ConfigurationException($"an array is wanted, but the value is {value}"),
        []);
}
