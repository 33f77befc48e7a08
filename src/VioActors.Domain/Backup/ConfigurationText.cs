using System.Globalization;
using System.Text;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;

namespace VioActors.Domain.Backup;

/// <summary>A configuration for people to read (BR-5). Secrets are not shown. Pure; thread-safe.</summary>
public static class ConfigurationText
{
    private static readonly (DeviceClass Class, string Title)[] Groups =
    [
        (DeviceClass.Hardware, "Physical devices"),
        (DeviceClass.Logical, "Logical devices"),
        (DeviceClass.Virtual, "Virtual devices"),
        (DeviceClass.Mapping, "Mappings"),
    ];

    /// <summary>The tree of devices: each below the one that it belongs to.</summary>
    /// <param name="categories">Only these; empty: all.</param>
    /// <param name="withAttributes">Every attribute with its value (<c>-detail</c>).</param>
    public static string Tree(BackupDocument document, ValueList<string> categories, bool withAttributes)
    {
        var text = new StringBuilder(Header(document.Header));
        var shown = document.Devices.Where(device => categories.Count == 0 || categories.Contains(RuleOf(device).Category)).ToList();
        foreach (var (@class, title) in Groups)
        {
            var group = shown.Where(device => RuleOf(device).Class == @class).ToList();
            if (group.Count == 0)
            {
                continue;
            }

            text.Append('\n').Append(title).Append('\n');
            foreach (var device in group.Where(device => !group.Exists(other => IsBelow(device, other))))
            {
                Write(text, device, group, 1, withAttributes);
            }
        }

        return text.ToString();
    }

    /// <summary>Which client has which backing device through which adapter (<c>-mapping</c>).</summary>
    public static string Mappings(BackupDocument document)
    {
        var text = new StringBuilder(Header(document.Header));
        foreach (var adapter in document.Devices.Where(device =>
            device.Kind is DeviceKind.VirtualScsiAdapter or DeviceKind.VirtualFcAdapter))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{adapter.Name} {adapter.Location} client {adapter["client"]}\n");
            foreach (var device in document.Devices.Where(device => IsBelow(device, adapter)))
            {
                text.Append(device.Kind == DeviceKind.VirtualTarget
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                            $"  {device.Name} LUN {device["lun"]} {device["backing_type"]} {device["backing_device"]}\n")
                    : $"  {device["fc_adapter"]}\n");
            }
        }

        foreach (var sea in document.Devices.Where(device => device.Kind == DeviceKind.SharedEthernetAdapter))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n{sea.Name} {sea["real_adapter"]} for {sea["virt_adapters"]}, pvid {sea["pvid"]}\n");
        }

        foreach (var paging in document.Devices.Where(device => device.Kind == DeviceKind.PagingDevice))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{paging.Name} on {paging["backing_device"]}\n");
        }

        return text.ToString();
    }

    private static string Header(BackupHeader header) => string.Create(
        CultureInfo.InvariantCulture,
        $"VIOS {header.Name}  uuid {header.Vios}  DRC name {header.Drc}  cluster {header.Cluster}\n"
            + $"backup {header.Number}  taken {header.TakenUtc:yyyy-MM-dd HH:mm:ss}Z\n");

    private static void Write(StringBuilder text, Device device, List<Device> all, int depth, bool withAttributes)
    {
        var indent = new string(' ', 2 * depth);
        text.Append($"{indent}{device.Name}  {RuleOf(device).Title}  {device.Location}".TrimEnd()).Append('\n');
        foreach (var attribute in withAttributes ? device.Attributes : [])
        {
            var isSecret = RuleOf(device).FindAttribute(attribute.Name)?.Uses.HasFlag(AttributeUses.Secret) == true;
            text.Append($"{indent}    {attribute.Name,-22} {(isSecret ? "(secret)" : attribute.Value)}".TrimEnd()).Append('\n');
        }

        foreach (var part in all.Where(part => IsBelow(part, device)))
        {
            Write(text, part, all, depth + 1, withAttributes);
        }
    }

    private static bool IsBelow(Device part, Device whole) => part.Parent == whole.Name && RuleOf(part).Parents.Contains(whole.Kind);

    private static DeviceKindRule RuleOf(Device device) => DeviceCatalog.Get(device.Kind);
}
