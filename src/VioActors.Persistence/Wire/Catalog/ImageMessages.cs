using VioActors.Domain.Images;
using Schema = VioActors.Persistence.Schemas.Image;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>image.proto</c>. Thread-safe.</summary>
internal static class ImageMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<RegisterImage, Schema.RegisterImage>("image.RegisterImage.1"),
        MessageEntry.Of<ForgetImage, Schema.ForgetImage>("image.ForgetImage.1"),
        MessageEntry.Of<NoteOsUse, Schema.NoteOsUse>("image.NoteOsUse.1"),
        MessageEntry.Of<ForgetOsUse, Schema.ForgetOsUse>("image.ForgetOsUse.1"),
        MessageEntry.Of<GetImages, Schema.GetImages>("image.GetImages.1"),
        MessageEntry.Of<ImagesFound, Schema.ImagesFound>("image.ImagesFound.1"),
        MessageEntry.Of<ImageRegistered, Schema.ImageRegistered>("image.ImageRegistered.1"),
        MessageEntry.Of<ImageForgotten, Schema.ImageForgotten>("image.ImageForgotten.1"),
        MessageEntry.Of<OsUseNoted, Schema.OsUseNoted>("image.OsUseNoted.1"),
        MessageEntry.Of<OsUseForgotten, Schema.OsUseForgotten>("image.OsUseForgotten.1"),
        MessageEntry.Of<WriteOsMedium, Schema.WriteOsMedium>("image.WriteOsMedium.1"),
        MessageEntry.Of<CreateImage, Schema.CreateImage>("image.CreateImage.1"),
        MessageEntry.Of<CopyImage, Schema.CopyImage>("image.CopyImage.1"),
        MessageEntry.Of<DeleteImage, Schema.DeleteImage>("image.DeleteImage.1"),
        MessageEntry.Of<ImageMade, Schema.ImageMade>("image.ImageMade.1"),
        MessageEntry.Of<BootOs, Schema.BootOs>("image.BootOs.1"),
        MessageEntry.Of<ReplaceOs, Schema.ReplaceOs>("image.ReplaceOs.1"),
        MessageEntry.Of<RollBackOs, Schema.RollBackOs>("image.RollBackOs.1"),
        MessageEntry.Of<ChangeOs, Schema.ChangeOs>("image.ChangeOs.1"),
        MessageEntry.Of<OsReplaced, Schema.OsReplaced>("image.OsReplaced.1"),
        MessageEntry.Of<GetOsReport, Schema.GetOsReport>("image.GetOsReport.1"),
        MessageEntry.Of<OsReport, Schema.OsReport>("image.OsReport.1"),
    ];
}
