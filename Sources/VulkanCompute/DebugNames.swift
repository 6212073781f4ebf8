// Names for what a debugger, a profiler or the validation layer shows; only where the instance validates.
import CVulkan

/// Gives a device's objects names. Each object is named by the thread that has made it, before others know it.
struct DebugNames: @unchecked Sendable {  // functions, and a name that Vulkan lets any thread use
    let functions: CVulkanDebug
    let device: VkDevice

    func name(_ type: VkObjectType, _ handle: OpaquePointer, _ name: String) {
        name.withCString { text in
            var info = VkDebugUtilsObjectNameInfoEXT()
            info.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT
            (info.objectType, info.objectHandle, info.pObjectName) = (type, UInt64(UInt(bitPattern: handle)), text)
            // Without its name an object is as good.
            _ = functions.vkSetDebugUtilsObjectNameEXT(device, &info)
        }
    }

    /// Commands from here to `end` are shown under `label`.
    func begin(_ commands: VkCommandBuffer, _ label: String) {
        label.withCString { text in
            var info = VkDebugUtilsLabelEXT()
            info.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_LABEL_EXT
            info.pLabelName = text
            functions.vkCmdBeginDebugUtilsLabelEXT(commands, &info)
        }
    }

    func end(_ commands: VkCommandBuffer) { functions.vkCmdEndDebugUtilsLabelEXT(commands) }
}
