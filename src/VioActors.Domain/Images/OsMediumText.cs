using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace VioActors.Domain.Images;

/// <summary>
/// The medium of an operating system as a text: one statement a line. What is read is not trusted. Thread-safe.
/// <code>
///   os NAME RELEASE
///   data PAGES SEED
///   service NAME kernel|library|driver MULTIPLIER ADDEND ROTATION [calls NAME] [reads SETTING] [data]
///   set SETTING VALUE
/// </code>
/// </summary>
public static class OsMediumText
{
    public const int LengthMax = 256 * 1024;

    public static string Write(OsMedium medium)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"os {medium.Name} {medium.Release}\ndata {medium.DataPages} {medium.Seed}\n");
        foreach (var service in medium.Services)
        {
            var kind = service.Kind == PortionKind.KernelEntry ? "kernel" : service.Kind == PortionKind.Library ? "library" : "driver";
            text.Append(CultureInfo.InvariantCulture, $"service {service.Name} {kind} {service.Multiplier} {service.Addend} ")
                .Append(service.Rotation)
                .Append(service.Calls.Length > 0 ? $" calls {service.Calls}" : "")
                .Append(service.Reads != OsChangeKind.Unspecified ? $" reads {service.Reads}" : "")
                .Append(service.ReadsData ? " data\n" : "\n");
        }

        foreach (var setting in medium.Settings)
            text.Append(CultureInfo.InvariantCulture, $"set {setting.Kind} {setting.Value}\n");
        return text.ToString();
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out OsMedium? medium, [NotNullWhen(false)] out string? problem)
    {
        medium = null;
        problem = null;
        if (text.Length > LengthMax)
        {
            problem = $"the medium is longer than {LengthMax} characters";
            return false;
        }

        var reading = new Reading();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Trim() is not { Length: > 0 } statement)
                continue;
            if (reading.Take(statement) is { } fault)
            {
                problem = $"line {number} of the medium: {fault}";
                return false;
            }
        }

        problem = reading.FindFault();
        medium = problem is null ? reading.ToMedium() : null;
        return medium is not null;
    }

    private sealed class Reading
    {
        private readonly List<OsService> _services = [];
        private readonly List<OsChange> _settings = [];
        private string _name = "";
        private string _release = "";
        private int _pages;
        private ulong _seed;

        public string? Take(string statement)
        {
            var words = statement.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["os", var name, var release] when name.Length <= OsImage.NameLengthMax && release.Length <= OsImage.NameLengthMax:
                    (_name, _release) = (name, release);
                    return null;
                case ["data", var pages, var seed]:
                    return int.TryParse(pages, NumberStyles.None, CultureInfo.InvariantCulture, out _pages)
                        && _pages is >= 1 and <= OsImage.PageCountMax - 8192 && TryNumber(seed, out _seed)
                            ? null : $"there are 1 to {OsImage.PageCountMax - 8192} pages of data, and a seed";
                case ["service", var name, var kind, var multiplier, var addend, var rotation, .. var more]:
                    return TakeService(name, kind, (multiplier, addend, rotation), more);
                case ["set", var kind, ..] when TryKind(kind, out var setting):
                    var value = statement[(statement.IndexOf(kind, 4, StringComparison.Ordinal) + kind.Length)..].Trim();
                    if (Encoding.UTF8.GetByteCount(value) > OsMedium.SettingBytesMax)
                        return $"a value has at most {OsMedium.SettingBytesMax} bytes";
                    _settings.Add(new OsChange(setting, value));
                    return null;
                default:
                    return "it is no statement of a medium";
            }
        }

        public string? FindFault()
        {
            var names = _services.Select(service => service.Name).ToHashSet(StringComparer.Ordinal);
            return _name.Length == 0 ? "the medium names no operating system"
                : _pages == 0 ? "the medium has no data"
                : _services.Count is 0 or > OsImage.PortionCountMax ? $"the medium has not 1 to {OsImage.PortionCountMax} services"
                : names.Count < _services.Count ? "two services of the medium have one name"
                : _settings.DistinctBy(setting => setting.Kind).Count() < _settings.Count ? "a setting of the medium is there twice"
                : _services.Select((service, index) => (service, index)).FirstOrDefault(item => item.service.Calls.Length > 0
                    && _services.FindIndex(other => other.Name == item.service.Calls) is var called && (called < 0 || called >= item.index))
                    .service is { } wrong ? $"service {wrong.Name} calls {wrong.Calls}, which is not before it"
                : null;
        }

        public OsMedium ToMedium() => new(_name, _release, _pages, _seed, _services, _settings);

        private string? TakeService(string name, string kind, (string Multiplier, string Addend, string Rotation) numbers, string[] more)
        {
            var portion = kind switch
            {
                "kernel" => PortionKind.KernelEntry,
                "library" => PortionKind.Library,
                "driver" => PortionKind.Driver,
                _ => PortionKind.Unspecified,
            };
            if (name.Length > OsImage.NameLengthMax || portion == PortionKind.Unspecified
                || !TryNumber(numbers.Multiplier, out var multiplier)
                || !TryNumber(numbers.Addend, out var addend)
                || !int.TryParse(numbers.Rotation, NumberStyles.None, CultureInfo.InvariantCulture, out var rotation) || rotation > 63)
                return "a service has a name, kernel, library or driver, a multiplier, an addend and a rotation of 0 to 63";
            var service = new OsService(name, portion, multiplier, addend, rotation, "", OsChangeKind.Unspecified, false);
            for (var index = 0; index < more.Length; index++)
            {
                var next = index + 1 < more.Length ? more[index + 1] : "";
                switch (more[index])
                {
                    case "calls" when next.Length > 0:
                        service = service with { Calls = next };
                        index++;
                        break;
                    case "reads" when TryKind(next, out var reads):
                        service = service with { Reads = reads };
                        index++;
                        break;
                    case "data":
                        service = service with { ReadsData = true };
                        break;
                    default:
                        return $"'{more[index]}' is nothing that a service does";
                }
            }

            _services.Add(service);
            return null;
        }

        private static bool TryNumber(string text, out ulong number) =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

        private static bool TryKind(string text, out OsChangeKind kind) =>
            Enum.TryParse(text, ignoreCase: false, out kind) && Enum.IsDefined(kind) && kind != OsChangeKind.Unspecified
                && !char.IsAsciiDigit(text[0]);
    }
}
