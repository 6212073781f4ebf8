// Vulkan without the loader at link time: its functions are found at run time, so that a machine without Vulkan runs all the same.
#pragma once
#define VK_NO_PROTOTYPES
#include <vulkan/vulkan.h>

#define CVULKAN_GLOBAL(F) F(vkEnumerateInstanceVersion) F(vkEnumerateInstanceLayerProperties) F(vkCreateInstance)

#define CVULKAN_INSTANCE(F) \
  F(vkDestroyInstance) F(vkEnumeratePhysicalDevices) F(vkGetPhysicalDeviceProperties2) F(vkGetPhysicalDeviceFeatures2) \
  F(vkGetPhysicalDeviceQueueFamilyProperties) F(vkGetPhysicalDeviceMemoryProperties) F(vkEnumerateDeviceExtensionProperties) \
  F(vkGetPhysicalDeviceExternalBufferProperties) F(vkCreateDevice) F(vkGetDeviceProcAddr)

#define CVULKAN_DEVICE(F) \
  F(vkDestroyDevice) F(vkGetDeviceQueue) F(vkCreateBuffer) F(vkDestroyBuffer) F(vkGetBufferMemoryRequirements) F(vkAllocateMemory) F(vkFreeMemory) \
  F(vkBindBufferMemory) F(vkMapMemory) F(vkGetBufferDeviceAddress) F(vkCreateShaderModule) F(vkDestroyShaderModule) F(vkCreatePipelineLayout) \
  F(vkDestroyPipelineLayout) F(vkCreatePipelineCache) F(vkDestroyPipelineCache) F(vkGetPipelineCacheData) F(vkCreateComputePipelines) \
  F(vkDestroyPipeline) F(vkCreateCommandPool) F(vkDestroyCommandPool) F(vkAllocateCommandBuffers) F(vkBeginCommandBuffer) F(vkEndCommandBuffer) \
  F(vkCmdCopyBuffer) F(vkCmdFillBuffer) F(vkCmdPipelineBarrier) F(vkCmdBindPipeline) F(vkCmdPushConstants) F(vkCmdDispatch) F(vkCreateSemaphore) \
  F(vkDestroySemaphore) F(vkWaitSemaphores) F(vkQueueSubmit) F(vkDeviceWaitIdle) F(vkCreateQueryPool) F(vkDestroyQueryPool) \
  F(vkCmdResetQueryPool) F(vkCmdWriteTimestamp) F(vkGetQueryPoolResults)

// Beyond Vulkan 1.2: absent where the extension is.
#define CVULKAN_DEBUG(F) \
  F(vkCreateDebugUtilsMessengerEXT) F(vkDestroyDebugUtilsMessengerEXT) F(vkSetDebugUtilsObjectNameEXT) F(vkCmdBeginDebugUtilsLabelEXT) \
  F(vkCmdEndDebugUtilsLabelEXT)

#define CVULKAN_IMPORT(F) F(vkGetMemoryHostPointerPropertiesEXT)

#define F(name) PFN_##name _Nonnull name;
typedef struct { CVULKAN_GLOBAL(F) } CVulkanGlobal;
typedef struct { CVULKAN_INSTANCE(F) } CVulkanInstance;
typedef struct { CVULKAN_DEVICE(F) } CVulkanDevice;
typedef struct { CVULKAN_DEBUG(F) } CVulkanDebug;
typedef struct { CVULKAN_IMPORT(F) } CVulkanImport;
#undef F

/// Each fills its table and returns NULL, or the name of what is missing: the loader's library, or a function.
const char *_Nullable cvulkan_load_global(CVulkanGlobal *_Nonnull table);
const char *_Nullable cvulkan_load_instance(VkInstance _Nonnull instance, CVulkanInstance *_Nonnull table);
const char *_Nullable cvulkan_load_debug(VkInstance _Nonnull instance, CVulkanDebug *_Nonnull table);
const char *_Nullable cvulkan_load_device(const CVulkanInstance *_Nonnull instance, VkDevice _Nonnull device, CVulkanDevice *_Nonnull table);
const char *_Nullable cvulkan_load_import(const CVulkanInstance *_Nonnull instance, VkDevice _Nonnull device, CVulkanImport *_Nonnull table);

enum { CVULKAN_MOST_COMMANDS = 3, CVULKAN_MOST_WAITS = 2 };

/// What is handed to a queue in one go: commands in their order, the timelines that they wait for, and the one that tells when they are done.
typedef struct {
  VkCommandBuffer _Nullable commands[CVULKAN_MOST_COMMANDS];
  uint32_t commandCount;
  VkSemaphore _Nullable waits[CVULKAN_MOST_WAITS];
  uint64_t waitValues[CVULKAN_MOST_WAITS];
  uint32_t waitCount;
  VkSemaphore _Nonnull signal;
  uint64_t value;
} CVulkanWork;

VkResult cvulkan_submit(const CVulkanDevice *_Nonnull device, VkQueue _Nonnull queue, const CVulkanWork *_Nonnull work);

/// Words of the shader `name` in SPIR-V; NULL where there is none.
const uint32_t *_Nullable cvulkan_shader(const char *_Nonnull name, size_t *_Nonnull count);
